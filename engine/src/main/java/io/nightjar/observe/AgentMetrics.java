package io.nightjar.observe;

import io.nightjar.http.Status;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
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
    all.add(gauge("nightjar_rules", "Rules in force.", "", Map.of("", (double) status.rules())));
    Map<String, Double> sources = new TreeMap<>();
    status.sources().forEach(source -> sources.put(source.name(), source.on() ? 1.0 : 0.0));
    all.add(gauge("nightjar_sensor_on", "Whether events come from a source.", "source", sources));
    Map<String, Double> queues = new TreeMap<>();
    Map<String, Double> counted = new TreeMap<>();
    status
        .counters()
        .forEach(
            (name, count) -> {
              if (name.endsWith(WAITING)) {
                queues.put(name.substring(0, name.length() - WAITING.length()), (double) count);
              } else {
                counted.put(name, (double) count);
              }
            });
    double events = counted.getOrDefault("events", 0.0);
    counted.remove("events");
    all.add(counter("nightjar_events", "Events that the sensor saw.", "", Map.of("", events)));
    all.add(counter("nightjar_agent", "What the agent did, by name.", "name", counted));
    all.add(gauge("nightjar_queue_length", "What waits in a queue.", "queue", queues));
    Map<String, Double> losses = new TreeMap<>();
    status.losses().forEach((place, count) -> losses.put(place, (double) count));
    all.add(counter("nightjar_lost", "What was lost, by the place where it was.", "place", losses));
    gauges.forEach(
        (name, value) ->
            all.add(gauge("nightjar_agent_" + name, "Of the agent.", "", Map.of("", value))));
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

  private static Labels labels(String label, String value) {
    return label.isEmpty() ? Labels.EMPTY : Labels.of(label, value);
  }

  private static GaugeSnapshot gauge(
      String name, String help, String label, Map<String, Double> values) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (key, value) ->
            snapshot.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(label, key))
                    .value(value)
                    .build()));
    return snapshot.build();
  }

  private static CounterSnapshot counter(
      String name, String help, String label, Map<String, Double> values) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (key, value) ->
            snapshot.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(label, key))
                    .value(value)
                    .build()));
    return snapshot.build();
  }
}
