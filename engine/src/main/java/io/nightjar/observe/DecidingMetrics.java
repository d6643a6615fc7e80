package io.nightjar.observe;

import io.nightjar.http.Status;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What is counted where deciding is spread over several engines, under names as Prometheus wants
 * them; the same ones for the engine that acts and for those that only decide.
 */
public final class DecidingMetrics implements AutoCloseable {

  private static final String MINE = "kafka";
  private static final String WAITING = ".waiting";
  private static final String PARTITION = "kafka partition ";
  private static final double MILLIS = 1_000;

  private final Metrics metrics;

  /**
   * @param status of an engine that only decides
   */
  public DecidingMetrics(Supplier<Status> status) {
    this.metrics = new Metrics(() -> ofDecider(status.get()));
  }

  /** As Prometheus reads them, with those of the process. */
  public String text() {
    return metrics.page(null).text();
  }

  /** Whether a counter of the status is told here. */
  static boolean isMine(String counter) {
    return counter.startsWith(MINE);
  }

  private static List<MetricSnapshot> ofDecider(Status status) {
    List<MetricSnapshot> all = new ArrayList<>(of(status.counters()));
    all.add(BuildMetric.of(status));
    all.add(StatusMetrics.playbooks(status));
    all.add(StatusMetrics.broken(status));
    Map<String, Long> counters = status.counters();
    all.add(StatusMetrics.facts(counters.getOrDefault("session.facts", 0L)));
    all.add(StatusMetrics.queues(Map.of("session", counters.getOrDefault("session.waiting", 0L))));
    all.add(StatusMetrics.lost(status));
    return all;
  }

  /** What waits for the engine that acts, by the names of queues. */
  static Map<String, Long> queues(Map<String, Long> counters) {
    Map<String, Long> queues = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (isMine(name) && name.endsWith(WAITING) && !name.startsWith(PARTITION)) {
            queues.put(name.substring(0, name.length() - WAITING.length()), count);
          }
        });
    return queues;
  }

  /** Of one that decides by its store alone, nothing. */
  static List<MetricSnapshot> of(Map<String, Long> counters) {
    List<MetricSnapshot> all = new ArrayList<>();
    Map<String, Long> waiting = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (name.startsWith(PARTITION) && name.endsWith(WAITING)) {
            String number = name.substring(PARTITION.length(), name.length() - WAITING.length());
            waiting.put(number, count);
          } else {
            add(name, count, all);
          }
        });
    if (!waiting.isEmpty()) {
      all.add(
          Snapshots.gauge(
              "nightjar_deciding_waiting",
              "Records of a partition that are not decided on, as this engine sees it.",
              "partition",
              waiting));
    }
    return all;
  }

  private static void add(String name, double count, List<MetricSnapshot> all) {
    switch (name) {
      case "kafka.engines" ->
          all.add(Snapshots.gauge("nightjar_deciding_engines", "Engines that decide.", count));
      case "kafka.partitions here" ->
          all.add(
              Snapshots.gauge(
                  "nightjar_deciding_partitions", "Partitions that this engine has.", count));
      case "kafka.partitions with nobody" ->
          all.add(
              Snapshots.gauge(
                  "nightjar_deciding_partitions_unowned", "Partitions that no engine has.", count));
      case "kafka.rebalances" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_rebalances", "How often partitions came to it.", count));
      case "kafka.failures" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_failures",
                  "How often it had to begin anew, as Kafka did not let it go on.",
                  count));
      case "kafka.rebuilds" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_rebuilds",
                  "How often a session learnt again what had happened in its partition.",
                  count));
      case "kafka.rebuild millis" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_rebuild_seconds",
                  "For how long partitions were not decided on because of that, added up.",
                  count / MILLIS));
      case "kafka.decisions" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_decisions", "Decisions that were handed on.", count));
      case "kafka.decisions taken" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_taken", "Decisions that the engine that acts took.", count));
      case "kafka.decisions known" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_known",
                  "Decisions that the engine that acts knew already: of rebuilt sessions.",
                  count));
      case "kafka.detections stored" ->
          all.add(
              Snapshots.counter(
                  "nightjar_deciding_stored", "Detections that the store took.", count));
      default -> {}
    }
  }

  @Override
  public void close() {
    metrics.close();
  }
}
