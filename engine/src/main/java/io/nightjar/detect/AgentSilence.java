package io.nightjar.detect;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The detection that says that nothing is heard of a node's agent any more: whoever took the node
 * over may have ended it, so playbooks can match it like any other.
 */
public final class AgentSilence {

  /** Name of the rule under which it is raised. */
  public static final String RULE = "Agent silent";

  private AgentSilence() {}

  /**
   * @param away for how long
   */
  public static Detection of(String node, Duration away, Instant now) {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("evt.time", now.getEpochSecond() * 1_000_000_000L + now.getNano());
    fields.put("away.seconds", away.toSeconds());
    String output =
        "nothing was heard of the agent on node " + node + " for " + away.toSeconds() + " s";
    return Detection.ofNode(
        DetectionId.of(node, RULE, SensorLoss.SOURCE, now, 0, output),
        RULE,
        Priority.CRITICAL,
        new TreeSet<>(List.of("mitre_defense_evasion", "sensor")),
        now,
        output,
        Collections.unmodifiableSortedMap(fields),
        node);
  }
}
