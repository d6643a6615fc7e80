package io.nightjar.http;

import io.nightjar.http.About.Kind;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk.Reply.Done;
import io.nightjar.incident.IncidentDesk.Reply.Refused;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.IncidentStory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Routes of the incidents. */
final class IncidentsApi {

  private static final String NOT_CLOSED =
      Arrays.stream(IncidentState.values())
          .filter(state -> state != IncidentState.CLOSED)
          .map(Enum::name)
          .collect(Collectors.joining(","));

  private final ControlBackend backend;

  IncidentsApi(ControlBackend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/incidents", Permission.VIEW, this::list)
            .saying(
                Listing.ofRules(About.list("incidents", "The latest first", Incident.class))
                    .query("closed", Kind.TRUTH, "Closed ones, too", "true")),
        Route.get("/incidents/{id}", Permission.VIEW, this::show)
            .saying(
                About.of(
                    "incidents",
                    "One with its first and last detections, and its responses",
                    IncidentStory.class)),
        Route.post("/incidents/{id}/{verb}", Permission.INCIDENTS, this::change)
            .saying(
                About.of("incidents", "Acknowledges, closes or reopens one", Incident.class)
                    .whoAndComment()));
  }

  private Reply list(Call call) {
    boolean closed = call.query().getOrDefault("closed", "false").equals("true");
    return Listing.page(call, closed ? "" : NOT_CLOSED, backend::incidents);
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
