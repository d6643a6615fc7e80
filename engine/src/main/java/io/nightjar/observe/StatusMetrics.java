package io.nightjar.observe;

import io.nightjar.http.Status;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@link Status} counts, under names as Prometheus wants them. */
final class StatusMetrics {

  private static final String WAITING = " waiting";
  private static final String NOTIFY = "notify.";
  private static final String INGEST = "ingest.";
  private static final String REFUSED = ".refused.";

  private final Status status;
  private final Readings readings;
  private final @Nullable Instant lastCommit;
  private final List<MetricSnapshot> all = new ArrayList<>();
  private final Map<String, Double> agents = new TreeMap<>();

  private StatusMetrics(Status status, Readings readings, @Nullable Instant lastCommit) {
    this.status = status;
    this.readings = readings;
    this.lastCommit = lastCommit;
  }

  /**
   * @param lastCommit when a checkpoint of the audit log was last signed; null before the first
   */
  static List<MetricSnapshot> of(Status status, Readings readings, @Nullable Instant lastCommit) {
    StatusMetrics metrics = new StatusMetrics(status, readings, lastCommit);
    metrics.state();
    metrics.store();
    metrics.counters();
    return metrics.all;
  }

  private void state() {
    all.add(BuildMetric.of(status));
    gauge(
        "nightjar_kill_switch_engaged", "Whether all acting is stopped.", status.killSwitch().on());
    gauge(
        "nightjar_cluster_reachable",
        "Whether the API server answers.",
        readings.clusterReachable());
    Status.Leadership leadership = status.leadership();
    gauge("nightjar_leader", "Whether this engine leads.", leadership.leads());
    gauge(
        "nightjar_leader_epoch",
        "The how manieth leadership it is, as this engine knows it.",
        leadership.epoch());
    if (leadership.shared()) {
      gauge("nightjar_standbys", "Engines that wait to take over.", leadership.standbys().size());
    }
    gauge("nightjar_rules", "Rules in force.", status.rules());
    gauge("nightjar_playbooks", "Playbooks in force.", status.playbooks().size());
    gauge("nightjar_broken", "What could not be loaded or was taken out.", status.broken().size());
    Map<String, Double> sources = new TreeMap<>();
    status.sources().forEach(source -> sources.put(source.name(), source.on() ? 1.0 : 0.0));
    gauges("nightjar_sensor_on", "Whether events come from a source.", "source", sources);
    gauge(
        "nightjar_responses_waiting",
        "Responses that wait for a person.",
        readings.responsesWaiting());
    Instant oldest = readings.oldestWaiting();
    gauge(
        "nightjar_responses_waiting_oldest_seconds",
        "How long the oldest question has waited.",
        oldest == null ? 0 : Math.max(0, status.now().getEpochSecond() - oldest.getEpochSecond()));
  }

  private void store() {
    gauge("nightjar_store_writable", "Whether the store can be written.", readings.storeWritable());
    if (readings.storeBytes() >= 0) {
      gauge("nightjar_store_bytes", "Size of the store on the disk.", readings.storeBytes());
    }
    gauge("nightjar_audit_leaves", "Leaves of the audit log.", readings.auditLeaves());
    Instant last = lastCommit;
    if (last != null) {
      gauge(
          "nightjar_audit_checkpoint_timestamp_seconds",
          "When the last checkpoint of the audit log was signed.",
          last.getEpochSecond());
    }
  }

  private void counters() {
    Map<String, Double> queues = new TreeMap<>(DecidingMetrics.queues(status.counters()));
    all.addAll(DecidingMetrics.of(status.counters()));
    Map<String, Double> delivered = new TreeMap<>();
    Map<String, Double> session = new TreeMap<>();
    Map<String, Double> other = new TreeMap<>();
    Map<String, Double> ingested = new TreeMap<>();
    CounterSnapshot.Builder notifications =
        CounterSnapshot.builder()
            .name("nightjar_notifications")
            .help("Notices to a channel, by what became of a try: delivered, retried, dead.");
    CounterSnapshot.Builder refused =
        CounterSnapshot.builder()
            .name("nightjar_http_refused")
            .help("Requests that were not served, by port and cause.");
    status
        .counters()
        .forEach(
            (name, count) -> {
              double value = count;
              if (name.contains(REFUSED)) {
                int at = name.indexOf(REFUSED);
                refused.dataPoint(
                    point(
                        Labels.of(
                            "port",
                            name.substring(0, at),
                            "cause",
                            name.substring(at + REFUSED.length())),
                        value));
              } else if (name.startsWith(NOTIFY)) {
                notification(name, value, queues, notifications);
              } else if (name.startsWith(INGEST + "waiting")) {
                queues.put(name, value);
              } else if (name.startsWith(INGEST)) {
                ingested.put(name.substring(INGEST.length()).replace(' ', '_'), value);
              } else if (name.endsWith(WAITING)) {
                queues.put(name.substring(0, name.length() - WAITING.length()), value);
              } else if (name.startsWith("alerts ") || name.startsWith("output ")) {
                delivered.put(name, value);
              } else {
                sort(name, value, queues, session, other);
              }
            });
    if (!agents.isEmpty()) {
      gauges("nightjar_agents", "Agents of other nodes, heard or silent.", "state", agents);
    }
    gauges("nightjar_queue_length", "What waits in a queue.", "queue", queues);
    counter("nightjar_output_delivered", "What an output took.", "output", delivered);
    counter(
        "nightjar_session_detections",
        "Detections that the session did not take one by one.",
        "fate",
        session);
    all.add(refused.build());
    all.add(notifications.build());
    counter(
        "nightjar_ingest_alerts", "Alerts that others handed in, by result.", "result", ingested);
    counter("nightjar_other", "What else is counted, under the name of `status`.", "name", other);
    Map<String, Double> losses = new TreeMap<>();
    status.losses().forEach((place, count) -> losses.put(place, (double) count));
    counter("nightjar_lost", "What was lost, by the place where it was.", "place", losses);
  }

  /** {@code notify.CHANNEL.delivered}. */
  private static void notification(
      String name, double value, Map<String, Double> queues, CounterSnapshot.Builder counts) {
    int dot = name.lastIndexOf('.');
    String channel = name.substring(NOTIFY.length(), Math.max(dot, NOTIFY.length()));
    String result = name.substring(dot + 1);
    if (result.equals("waiting")) {
      queues.put("notify " + channel, value);
    } else {
      counts.dataPoint(point(Labels.of("channel", channel, "result", result), value));
    }
  }

  private void sort(
      String name,
      double value,
      Map<String, Double> queues,
      Map<String, Double> session,
      Map<String, Double> other) {
    switch (name) {
      case "events" ->
          all.add(
              CounterSnapshot.builder()
                  .name("nightjar_events")
                  .help("Events that the sensor saw.")
                  .dataPoint(point(Labels.EMPTY, value))
                  .build());
      case "detections.waiting" -> queues.put("journal", value);
      case "session.waiting" -> queues.put("session", value);
      case "session.facts" ->
          gauge("nightjar_session_facts", "Facts that the session holds.", value);
      case "session.collapsed" -> session.put("collapsed", value);
      case "agents.heard", "agents.silent" ->
          agents.put(name.substring(name.indexOf('.') + 1), value);
      case "session.passed over" -> session.put("passed_over", value);
      default -> {
        if (!DecidingMetrics.isMine(name)) {
          other.put(name, value);
        }
      }
    }
  }

  private void gauge(String name, String help, boolean on) {
    gauge(name, help, on ? 1L : 0L);
  }

  private void gauge(String name, String help, long value) {
    gauge(name, help, (double) value);
  }

  private void gauge(String name, String help, double value) {
    all.add(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private void gauges(String name, String help, String label, Map<String, Double> values) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (key, value) ->
            snapshot.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(Labels.of(label, key))
                    .value(value)
                    .build()));
    all.add(snapshot.build());
  }

  private void counter(String name, String help, String label, Map<String, Double> values) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    values.forEach((key, value) -> snapshot.dataPoint(point(Labels.of(label, key), value)));
    all.add(snapshot.build());
  }

  private static CounterSnapshot.CounterDataPointSnapshot point(Labels labels, double value) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
