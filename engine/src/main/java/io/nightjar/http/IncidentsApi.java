package io.nightjar.http;

import io.nightjar.incident.IncidentDesk.Reply.Done;
import io.nightjar.incident.IncidentDesk.Reply.Refused;
import java.util.List;

/** Routes of the incidents. */
final class IncidentsApi {

  private static final int LIMIT_AT_MOST = 1_000;

  private final ControlBackend backend;

  IncidentsApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/incidents", this::list),
        Route.get("/incidents/{id}", this::show),
        Route.post("/incidents/{id}/{verb}", this::change));
  }

  private Reply list(Call call) {
    return Reply.ok(
        backend.incidents(
            call.query().getOrDefault("closed", "false").equals("true"),
            call.query().getOrDefault("namespace", ""),
            (int) call.number("limit", 50, LIMIT_AT_MOST)));
  }

  private Reply show(Call call) {
    String id = resolve(call.variable("id"));
    return Reply.ok(
        backend
            .incident(id)
            .orElseThrow(() -> new Rejection(Problem.notFound("no incident " + id))));
  }

  private Reply change(Call call) {
    IncidentVerb verb =
        IncidentVerb.of(call.variable("verb"))
            .orElseThrow(() -> new Rejection(Problem.notFound("no such path")));
    String who = call.required("who");
    String comment = call.text("comment");
    return switch (backend.change(verb, resolve(call.variable("id")), who, comment)) {
      case Done done -> Reply.ok(done.incident());
      case Refused refused -> throw new Rejection(Problem.refused(refused.why()));
    };
  }

  /** The one id that is {@code prefix} or starts with it. */
  private String resolve(String prefix) {
    List<String> ids = backend.incidentIds(prefix);
    if (ids.contains(prefix)) {
      return prefix;
    }
    return switch (ids.size()) {
      case 0 -> throw new Rejection(Problem.notFound("no incident starts with \"" + prefix + "\""));
      case 1 -> ids.getFirst();
      default -> throw new Rejection(Problem.ambiguous(prefix, ids));
    };
  }
}
