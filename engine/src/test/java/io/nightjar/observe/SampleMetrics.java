package io.nightjar.observe;

import io.nightjar.SampleResponses;
import io.nightjar.detect.Detection;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Status;
import io.nightjar.notify.Notice;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Metrics of a night in which everything happened once. */
final class SampleMetrics {

  static final Instant THREE = SampleResponses.THREE;

  private SampleMetrics() {}

  static Metrics night() {
    return new Metrics(SampleMetrics::own);
  }

  static List<MetricSnapshot> own() {
    LiveMetrics live = new LiveMetrics(2, () -> THREE.plusMillis(4));
    Detection detection = SampleResponses.detection();
    live.detected(detection);
    Lives lives = new Lives();
    Response done = SampleResponses.succeeded();
    live.changed(done, null, lives);
    lives.note(at(done, ResponseState.EXECUTING));
    live.changed(done, ResponseState.EXECUTING, lives);
    live.changed(denied(), ResponseState.REQUESTED, lives);
    live.escalated(done);
    live.committed(2_000_000, 1);
    live.told(
        new Notice(Notice.Kind.EXECUTED, THREE, "r-1", "shop", "happened", "done", "", "command"));
    List<MetricSnapshot> all = new ArrayList<>(live.snapshots());
    all.addAll(StatusMetrics.of(status(), new Readings(true, true, 4_096, 1, THREE, 17), THREE));
    return all;
  }

  private static Response denied() {
    Response denied = SampleResponses.denied();
    return new Response(
        denied.request(),
        denied.state(),
        denied.reason(),
        "",
        denied.answers(),
        null,
        false,
        null,
        null,
        null,
        List.of(new Response.GuardFinding("protected", "deny", "it is")),
        0,
        denied.updatedAt());
  }

  private static Response at(Response like, ResponseState state) {
    return SampleResponses.response(like.request(), state, "", null, null, null);
  }

  static Status status() {
    return new Status(
        "1.2.3",
        "enforce",
        THREE,
        THREE.plusSeconds(60),
        "node-1",
        new Status.Leadership(
            Status.Leadership.Role.LEADER, 3, "engine-a", THREE, true, List.of("engine-b"), ""),
        new Status.Cluster("practice", "https://x", true, true),
        List.of(new Status.Source("kernel", true, "")),
        136,
        List.of("a", "b"),
        new TreeMap<>(),
        new KillSwitchState(false, ""),
        new TreeMap<>(
            Map.ofEntries(
                Map.entry("events", 10L),
                Map.entry("alerts http", 5L),
                Map.entry("alerts http waiting", 2L),
                Map.entry("output siem waiting", 3L),
                Map.entry("session.facts", 7L),
                Map.entry("session.collapsed", 1L),
                Map.entry("detections.waiting", 0L),
                Map.entry("http.listen.refused.too-large", 4L),
                Map.entry("ingest.listen.refused.unauthorized", 2L),
                Map.entry("ingest.known before", 6L),
                Map.entry("notify.slack.dead", 1L),
                Map.entry("notify.slack.waiting", 8L),
                Map.entry("kafka.engines", 3L),
                Map.entry("kafka.partitions here", 2L),
                Map.entry("kafka.partitions with nobody", 1L),
                Map.entry("kafka.rebalances", 4L),
                Map.entry("kafka.failures", 1L),
                Map.entry("kafka.rebuilds", 5L),
                Map.entry("kafka.rebuild millis", 1_500L),
                Map.entry("kafka.decisions", 6L),
                Map.entry("kafka.decisions taken", 7L),
                Map.entry("kafka.decisions known", 1L),
                Map.entry("kafka.detections stored", 70L),
                Map.entry("kafka storing.waiting", 8L),
                Map.entry("kafka acting.waiting", 9L),
                Map.entry("kafka partition 3.waiting", 11L),
                Map.entry("something new", 1L))),
        new TreeMap<>(Map.of("kernel ring", 0L, "session facts", 2L, "notices", 0L)),
        new TreeMap<>());
  }
}
