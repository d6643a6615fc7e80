package io.nightjar.ingest;

import io.nightjar.detect.SensorLoss;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What Falco tells of itself. */
final class SensorHealth {

  private static final String DROPS = "Falco internal: syscall event drop";
  private static final String METRICS = "Falco internal: metrics snapshot";
  private static final String BUFFER = "n_drops_buffer_";

  private SensorHealth() {}

  /** Whether events were lost; then the playbooks' rule is that of Nightjar's own sensor. */
  static boolean isLoss(FalcoAlert alert) {
    return alert.source().equals(SensorLoss.SOURCE) && alert.rule().equals(DROPS);
  }

  /** Whether it is Falco's own counters, of which nothing is decided. */
  static boolean isMetrics(FalcoAlert alert) {
    return alert.source().equals(SensorLoss.SOURCE) && alert.rule().equals(METRICS);
  }

  /** How many events were lost; Falco tells its counts as texts. */
  static long lost(FalcoAlert alert) {
    return count(alert.field("n_drops"));
  }

  /** The names under which Nightjar's own sensor tells them. */
  static void countInto(SortedMap<String, Object> fields, FalcoAlert alert) {
    fields.put("lost", lost(alert));
    alert
        .fields()
        .keySet()
        .forEach(
            name -> {
              long count = count(alert.field(name));
              if (name.startsWith(BUFFER) && !name.endsWith("_total") && count > 0) {
                fields.put("lost." + name.substring(BUFFER.length()), count);
              }
            });
  }

  static SortedSet<String> tags(FalcoAlert alert) {
    SortedSet<String> tags = new TreeSet<>(alert.tags());
    tags.addAll(Set.of("mitre_defense_evasion", "sensor"));
    return tags;
  }

  private static long count(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
