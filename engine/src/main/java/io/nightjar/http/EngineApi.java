package io.nightjar.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.detect.Detection;
import io.nightjar.http.About.Kind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Routes of the engine itself: status, detections, kill switch, reload, events. */
final class EngineApi {

  private final ControlBackend backend;
  private final EventFeed feed;

  EngineApi(ControlBackend backend, EventFeed feed) {
    this.backend = backend;
    this.feed = feed;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/status", Permission.VIEW, call -> Reply.ok(backend.status()))
            .saying(About.of("engine", "How the engine is now", Status.class)),
        Route.get("/detections", Permission.VIEW, this::detections)
            .saying(Listing.ofRules(About.list("detections", "The newest first", Detection.class))),
        Route.get("/detections/{id}", Permission.VIEW, this::detection)
            .saying(About.of("detections", "One of them", Detection.class)),
        Route.get("/killswitch", Permission.VIEW, call -> Reply.ok(backend.killSwitch()))
            .saying(About.of("engine", "Whether all acting is stopped", KillSwitchState.class)),
        Route.post("/killswitch", Permission.STOP, this::turn)
            .saying(
                About.of("engine", "Stops all acting, or allows it again", KillSwitchState.class)
                    .body("on", Kind.TRUTH, "Whether it is stopped", "true")
                    .body("reason", Kind.TEXT, "For the audit log", "wrong pods")
                    .who()),
        Route.post("/reload", Permission.AUTHOR, this::reload)
            .saying(
                About.of("engine", "Loads configuration, rules and playbooks", Reloaded.class)
                    .who()),
        Route.get("/events", Permission.VIEW, this::events)
            .saying(
                About.events("events", "Follows what happens, as server-sent events")
                    .query("since", Kind.NUMBER, "Those after that number", "912")
                    .query("kind", Kind.TEXT, "Only these, with commas", "detection,response")));
  }

  private Reply detections(Call call) {
    return Listing.page(call, "", backend::detections);
  }

  private Reply detection(Call call) {
    String wanted = call.variable("id");
    List<Detection> found = wanted.isEmpty() ? List.of() : backend.detectionsOf(wanted);
    return switch (found.size()) {
      case 0 ->
          throw new Rejection(Problem.notFound("no detection starts with \"" + wanted + "\""));
      case 1 -> Reply.ok(found.getFirst());
      default ->
          throw new Rejection(
              Problem.ambiguous(wanted, found.stream().map(Detection::id).toList()));
    };
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
    return Reply.ok(new Reloaded(true, report.changes()));
  }

  private Reply events(Call call) {
    return new Reply.Events(since(call), kinds(call.query().getOrDefault("kind", "")));
  }

  /** A browser that lost the connection says so by itself. */
  private long since(Call call) {
    String last = call.incoming().header(EventStream.LAST_ID);
    return last != null && last.matches("\\d{1,18}")
        ? Long.parseLong(last)
        : call.number("since", feed.last(), Long.MAX_VALUE);
  }

  private static Set<String> kinds(String text) {
    Set<String> kinds = new TreeSet<>();
    for (String kind : text.isBlank() ? new String[0] : text.split(",", -1)) {
      if (!FeedItem.EVENTS.contains(kind.strip())) {
        throw new Rejection(
            Problem.badRequest("kind is one or more of " + String.join(", ", FeedItem.EVENTS)));
      }
      kinds.add(kind.strip());
    }
    return kinds;
  }

  /**
   * @param changes a line each
   */
  record Reloaded(boolean reloaded, List<String> changes) {}
}
