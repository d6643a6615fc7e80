package io.nightjar.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Routes of the engine itself: status, detections, kill switch, reload, events. */
final class EngineApi {

  private static final int LIMIT_AT_MOST = 1_000;

  private final ControlBackend backend;
  private final EventFeed feed;

  EngineApi(ControlBackend backend, EventFeed feed) {
    this.backend = backend;
    this.feed = feed;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/status", Permission.VIEW, call -> Reply.ok(backend.status())),
        Route.get("/detections", Permission.VIEW, this::detections),
        Route.get("/killswitch", Permission.VIEW, call -> Reply.ok(backend.killSwitch())),
        Route.post("/killswitch", Permission.STOP, this::turn),
        Route.post("/reload", Permission.AUTHOR, this::reload),
        Route.get("/events", Permission.VIEW, this::events));
  }

  private Reply detections(Call call) {
    return Reply.ok(backend.detections((int) call.number("limit", 50, LIMIT_AT_MOST)));
  }

  private Reply turn(Call call) {
    JsonNode on = call.body().path("on");
    if (!on.isBoolean()) {
      throw new Rejection(Problem.badRequest("on must be true or false"));
    }
    String who = call.who();
    return Reply.ok(backend.turnKillSwitch(on.booleanValue(), who, call.required("reason")));
  }

  private Reply reload(Call call) {
    ReloadReport report = backend.reload(call.who());
    if (!report.problems().isEmpty()) {
      throw new Rejection(Problem.invalid(String.join("\n", report.problems())));
    }
    return Reply.ok(Map.of("reloaded", true, "changes", report.changes()));
  }

  private Reply events(Call call) {
    return new Reply.Events(call.number("since", feed.last(), Long.MAX_VALUE));
  }
}
