package io.nightjar.detect;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The detection that says that events of this node were lost: somebody may be flooding the sensor
 * to hide in it, so playbooks can match it like any other.
 */
public final class SensorLoss {

  /** Name of the rule under which it is raised. */
  public static final String RULE = "Sensor lost events";

  /** Source of what Nightjar finds out about itself. */
  public static final String SOURCE = "internal";

  private SensorLoss() {}

  /**
   * @param byType how many events of each system call were lost since the last such detection
   */
  public static Detection of(String node, Map<String, Long> byType, Instant now) {
    long lost = byType.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("evt.time", now.getEpochSecond() * 1_000_000_000L + now.getNano());
    fields.put("lost", lost);
    byType.forEach((type, count) -> fields.put("lost." + type, count));
    String output = lost + " events of node " + node + " were lost: " + new TreeMap<>(byType);
    return Detection.ofNode(
        DetectionId.of(node, RULE, SOURCE, now, 0, output),
        RULE,
        Priority.CRITICAL,
        new TreeSet<>(List.of("mitre_defense_evasion", "sensor")),
        now,
        output,
        Collections.unmodifiableSortedMap(fields),
        node);
  }
}
