package io.nightjar.detect;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Detections that a node's agent raises of itself, so that playbooks can match them like any other:
 * who fills its spool may want to hide in it.
 */
public final class AgentTrouble {

  /** Name of the rule under which the loss of detections on their node is raised. */
  public static final String GIVEN_UP = "Detections found no room in the spool of their node";

  /** Name of the rule under which is raised what the kernel of a node is made to do. */
  public static final String ENFORCEMENT = "Kernel enforcement on a node";

  private AgentTrouble() {}

  /**
   * @param byPriority how many were given up since the last such detection
   */
  public static Detection givenUp(String node, Map<Priority, Long> byPriority, Instant now) {
    long lost = byPriority.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("lost", lost);
    byPriority.forEach((priority, count) -> fields.put("lost." + priority, count));
    return of(
        node,
        GIVEN_UP,
        Priority.CRITICAL,
        lost + " detections of node " + node + " were given up: " + new TreeMap<>(byPriority),
        fields,
        now);
  }

  /**
   * @param what in words, such as which program was killed; may hold what an attacker chose
   */
  public static Detection enforcement(String node, String what, Instant now) {
    return of(node, ENFORCEMENT, Priority.NOTICE, what, new TreeMap<>(), now);
  }

  private static Detection of(
      String node,
      String rule,
      Priority priority,
      String output,
      SortedMap<String, Object> fields,
      Instant now) {
    fields.put("evt.time", now.getEpochSecond() * 1_000_000_000L + now.getNano());
    return Detection.ofNode(
        DetectionId.of(node, rule, SensorLoss.SOURCE, now, 0, output),
        rule,
        priority,
        new TreeSet<>(List.of("sensor")),
        now,
        output,
        Collections.unmodifiableSortedMap(fields),
        node);
  }
}
