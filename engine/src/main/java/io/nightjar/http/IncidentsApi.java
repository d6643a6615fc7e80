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
        Route.get("/incidents", Permission.VIEW, this::list),
        Route.get("/incidents/{id}", Permission.VIEW, this::show),
        Route.post("/incidents/{id}/{verb}", Permission.INCIDENTS, this::change));
  }

  private Reply list(Call call) {
    return Reply.ok(
        backend.incidents(
            call.query().getOrDefault("closed", "false").equals("true"),
            call.query().getOrDefault("namespace", ""),
            (int) call.number("limit", 50, LIMIT_AT_MOST)));
  }

  private Reply show(Call call) {
    String id = call.theOne("incident", backend::incidentIds);
    return Reply.ok(
        backend
            .incident(id)
            .orElseThrow(() -> new Rejection(Problem.notFound("no incident " + id))));
  }

  private Reply change(Call call) {
    IncidentVerb verb =
        IncidentVerb.of(call.variable("verb"))
            .orElseThrow(() -> new Rejection(Problem.notFound("no such path")));
    String who = call.who();
    String comment = call.text("comment");
    return switch (backend.change(
        verb, call.theOne("incident", backend::incidentIds), who, comment)) {
      case Done done -> Reply.ok(done.incident());
      case Refused refused -> throw new Rejection(Problem.refused(refused.why()));
    };
  }
}
