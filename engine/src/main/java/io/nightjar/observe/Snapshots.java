package io.nightjar.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** Gauges and counters as they are at one moment; a counter's name is without {@code _total}. */
final class Snapshots {

  private Snapshots() {}

  static GaugeSnapshot gauge(String name, String help, boolean on) {
    return gauge(name, help, on ? 1 : 0);
  }

  static GaugeSnapshot gauge(String name, String help, Number value) {
    return gauge(name, help, Map.of(Labels.EMPTY, value));
  }

  /** One of each value of a label. */
  static GaugeSnapshot gauge(
      String name, String help, String label, Map<String, ? extends Number> values) {
    return gauge(name, help, labelled(label, values));
  }

  private static GaugeSnapshot gauge(
      String name, String help, Map<Labels, ? extends Number> values) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            snapshot.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value.doubleValue())
                    .build()));
    return snapshot.build();
  }

  static CounterSnapshot counter(String name, String help, Number value) {
    return counter(name, help, Map.of(Labels.EMPTY, value));
  }

  /** One of each value of a label. */
  static CounterSnapshot counter(
      String name, String help, String label, Map<String, ? extends Number> values) {
    return counter(name, help, labelled(label, values));
  }

  static CounterSnapshot counter(String name, String help, Map<Labels, ? extends Number> values) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            snapshot.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value.doubleValue())
                    .build()));
    return snapshot.build();
  }

  private static Map<Labels, Number> labelled(String label, Map<String, ? extends Number> values) {
    Map<Labels, Number> labelled = new TreeMap<>();
    values.forEach((value, number) -> labelled.put(Labels.of(label, value), number));
    return labelled;
  }
}
