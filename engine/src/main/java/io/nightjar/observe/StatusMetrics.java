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

  static final String EVENTS = "events";
  private static final String WAITING = " waiting";
  private static final String NOTIFY = "notify.";
  private static final String INGEST = "ingest.";
  private static final String REFUSED = ".refused.";

  private final Status status;
  private final Readings readings;
  private final @Nullable Instant lastCommit;
  private final List<MetricSnapshot> all = new ArrayList<>();
  private final Map<String, Long> agents = new TreeMap<>();

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
    all.add(playbooks(status));
    all.add(broken(status));
    all.add(sources(status));
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
    Map<String, Long> queues = new TreeMap<>(DecidingMetrics.queues(status.counters()));
    all.addAll(DecidingMetrics.of(status.counters()));
    Map<String, Long> delivered = new TreeMap<>();
    Map<String, Long> session = new TreeMap<>();
    Map<String, Long> other = new TreeMap<>();
    Map<String, Long> ingested = new TreeMap<>();
    Map<Labels, Long> notifications = new TreeMap<>();
    Map<Labels, Long> refused = new TreeMap<>();
    status
        .counters()
        .forEach(
            (name, count) -> {
              if (name.contains(REFUSED)) {
                int at = name.indexOf(REFUSED);
                String cause = name.substring(at + REFUSED.length());
                refused.put(Labels.of("port", name.substring(0, at), "cause", cause), count);
              } else if (name.startsWith(NOTIFY)) {
                notification(name, count, queues, notifications);
              } else if (name.startsWith(INGEST + "waiting")) {
                queues.put(name, count);
              } else if (name.startsWith(INGEST)) {
                ingested.put(name.substring(INGEST.length()).replace(' ', '_'), count);
              } else if (name.endsWith(WAITING)) {
                queues.put(name.substring(0, name.length() - WAITING.length()), count);
              } else if (name.startsWith("alerts ") || name.startsWith("output ")) {
                delivered.put(name, count);
              } else {
                sort(name, count, queues, session, other);
              }
            });
    if (!agents.isEmpty()) {
      all.add(
          Snapshots.gauge(
              "nightjar_agents", "Agents of other nodes, heard or silent.", "state", agents));
    }
    all.add(queues(queues));
    counter("nightjar_output_delivered", "What an output took.", "output", delivered);
    counter(
        "nightjar_session_detections",
        "Detections that the session did not take one by one.",
        "fate",
        session);
    all.add(
        Snapshots.counter(
            "nightjar_http_refused", "Requests that were not served, by port and cause.", refused));
    all.add(
        Snapshots.counter(
            "nightjar_notifications",
            "Notices to a channel, by what became of a try: delivered, retried, dead.",
            notifications));
    counter(
        "nightjar_ingest_alerts", "Alerts that others handed in, by result.", "result", ingested);
    counter("nightjar_other", "What else is counted, under the name of `status`.", "name", other);
    all.add(lost(status));
  }

  /** {@code notify.CHANNEL.delivered}. */
  private static void notification(
      String name, long count, Map<String, Long> queues, Map<Labels, Long> counts) {
    int dot = name.lastIndexOf('.');
    String channel = name.substring(NOTIFY.length(), Math.max(dot, NOTIFY.length()));
    String result = name.substring(dot + 1);
    if (result.equals("waiting")) {
      queues.put("notify " + channel, count);
    } else {
      counts.put(Labels.of("channel", channel, "result", result), count);
    }
  }

  private void sort(
      String name,
      long count,
      Map<String, Long> queues,
      Map<String, Long> session,
      Map<String, Long> other) {
    switch (name) {
      case EVENTS -> all.add(events(count));
      case "detections.waiting" -> queues.put("journal", count);
      case "session.waiting" -> queues.put("session", count);
      case "session.facts" -> all.add(facts(count));
      case "session.collapsed" -> session.put("collapsed", count);
      case "agents.heard", "agents.silent" ->
          agents.put(name.substring(name.indexOf('.') + 1), count);
      case "session.passed over" -> session.put("passed_over", count);
      default -> {
        if (!DecidingMetrics.isMine(name)) {
          other.put(name, count);
        }
      }
    }
  }

  private void gauge(String name, String help, boolean on) {
    all.add(Snapshots.gauge(name, help, on));
  }

  private void gauge(String name, String help, Number value) {
    all.add(Snapshots.gauge(name, help, value));
  }

  private void counter(String name, String help, String label, Map<String, Long> values) {
    all.add(Snapshots.counter(name, help, label, values));
  }

  static GaugeSnapshot sources(Status status) {
    Map<String, Integer> sources = new TreeMap<>();
    status.sources().forEach(source -> sources.put(source.name(), source.on() ? 1 : 0));
    return Snapshots.gauge(
        "nightjar_sensor_on", "Whether events come from a source.", "source", sources);
  }

  static GaugeSnapshot playbooks(Status status) {
    return Snapshots.gauge("nightjar_playbooks", "Playbooks in force.", status.playbooks().size());
  }

  static GaugeSnapshot broken(Status status) {
    return Snapshots.gauge(
        "nightjar_broken", "What could not be loaded or was taken out.", status.broken().size());
  }

  static GaugeSnapshot facts(long held) {
    return Snapshots.gauge("nightjar_session_facts", "Facts that the session holds.", held);
  }

  static GaugeSnapshot queues(Map<String, Long> lengths) {
    return Snapshots.gauge("nightjar_queue_length", "What waits in a queue.", "queue", lengths);
  }

  static CounterSnapshot events(long seen) {
    return Snapshots.counter("nightjar_events", "Events that the sensor saw.", seen);
  }

  static CounterSnapshot lost(Status status) {
    return Snapshots.counter(
        "nightjar_lost", "What was lost, by the place where it was.", "place", status.losses());
  }
}
