package io.nightjar.observe;

import io.nightjar.http.Status;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an agent tells of itself, under the names that an engine has for the same, and without what
 * costs memory that a node would miss.
 */
public final class AgentMetrics {

  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String WAITING = " waiting";

  private AgentMetrics() {}

  /**
   * @param status whose counters that end in {@code " waiting"} are lengths of queues
   * @param gauges of the agent, by name
   */
  public static String of(Status status, Map<String, Double> gauges) {
    List<MetricSnapshot> all = new ArrayList<>(ProcessMetrics.of("/proc/self"));
    all.add(BuildMetric.of(status));
    all.add(Snapshots.gauge("nightjar_rules", "Rules in force.", status.rules()));
    all.add(StatusMetrics.sources(status));
    Map<String, Long> queues = new TreeMap<>();
    Map<String, Long> counted = new TreeMap<>();
    status
        .counters()
        .forEach(
            (name, count) -> {
              if (name.endsWith(WAITING)) {
                queues.put(name.substring(0, name.length() - WAITING.length()), count);
              } else {
                counted.put(name, count);
              }
            });
    long events = counted.getOrDefault(StatusMetrics.EVENTS, 0L);
    counted.remove(StatusMetrics.EVENTS);
    all.add(StatusMetrics.events(events));
    all.add(Snapshots.counter("nightjar_agent", "What the agent did, by name.", "name", counted));
    all.add(StatusMetrics.queues(queues));
    all.add(StatusMetrics.lost(status));
    gauges.forEach(
        (name, value) ->
            all.add(Snapshots.gauge("nightjar_agent_" + name, "Of the agent.", value)));
    return text(all);
  }

  private static String text(List<MetricSnapshot> all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
    } catch (IOException e) {
      throw new IllegalStateException("memory takes everything", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
