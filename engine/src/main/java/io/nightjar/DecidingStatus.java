package io.nightjar;

import io.nightjar.cli.VersionCommand;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Status;
import io.nightjar.kafka.DecidingEngine;
import io.nightjar.observe.HealthCheck;
import io.nightjar.playbook.CompiledPlaybooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How an engine that only decides is now, put together on demand: for people, for Prometheus, for
 * Kubernetes.
 *
 * @param name of this engine among the others
 * @param brokers some of them, as they are named
 * @param rules in force
 * @param notReloaded what was wrong with the files when they were last read; empty for nothing
 */
record DecidingStatus(
    String name,
    String brokers,
    Instant startedAt,
    DecidingEngine engine,
    Supplier<Integer> rules,
    Supplier<String> notReloaded,
    InstantSource clock) {

  /** Longer than all that Kafka's client waits for at once, or brokers that are away restart it. */
  private static final Duration STUCK = Duration.ofMinutes(3);

  /** For {@code status}. */
  Status now() {
    CompiledPlaybooks playbooks = engine.playbooks();
    String trouble = engine.trouble();
    return new Status(
        VersionCommand.version(),
        "decides",
        startedAt,
        clock.instant(),
        name,
        Status.Leadership.alone(name, 0, startedAt),
        new Status.Cluster("Kafka", brokers, false, trouble.isEmpty()),
        List.of(new Status.Source("partitions", engine.isJoined(), share())),
        rules.get(),
        List.copyOf(playbooks.names()),
        new TreeMap<>(),
        new KillSwitchState(false, ""),
        engine.counters(),
        losses(),
        broken(trouble));
  }

  private String share() {
    SortedMap<Integer, Long> lags = engine.lags();
    if (!engine.isJoined()) {
      return "none yet";
    }
    if (lags.isEmpty()) {
      return "none: others have all of them";
    }
    return String.join(", ", lags.keySet().stream().map(String::valueOf).toList())
        + (engine.isRebuilt() ? "" : ", still learning what happened before");
  }

  private SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>();
    losses.put("kafka records put aside", engine.aside());
    losses.put("session facts", engine.evicted());
    return losses;
  }

  private SortedMap<String, String> broken(String trouble) {
    SortedMap<String, String> broken = new TreeMap<>();
    if (!trouble.isEmpty()) {
      broken.put("kafka", trouble);
    }
    String wrong = notReloaded.get();
    if (!wrong.isEmpty()) {
      broken.put("rules and playbooks", wrong);
    }
    return broken;
  }

  /** What a restart would mend: brokers that are away are not among it. */
  List<HealthCheck> alive() {
    return List.of(
        new HealthCheck(
            "deciding",
            () -> {
              Duration busy = engine.busy();
              return busy.compareTo(STUCK) > 0
                  ? "its thread has been on one thing for " + busy.toSeconds() + " s"
                  : "";
            }));
  }

  /** What has to be well for others to be stopped: it has its share and knows what happened. */
  List<HealthCheck> ready() {
    return List.of(
        new HealthCheck("kafka", engine::trouble),
        new HealthCheck(
            "partitions", () -> engine.isJoined() ? "" : "it has no part in deciding yet"),
        new HealthCheck(
            "rebuilt",
            () -> engine.isRebuilt() ? "" : "a session still learns what happened before"),
        new HealthCheck(
            "playbooks",
            () -> engine.playbooks().names().isEmpty() ? "no playbook is in force" : ""));
  }
}
