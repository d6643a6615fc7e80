package io.nightjar.page;

import io.nightjar.SampleResponses;
import io.nightjar.fleet.AgentView;
import io.nightjar.fleet.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents in every state that a person has to know of. */
public final class SampleAgents {

  private static final Instant NOW = SampleResponses.THREE;
  private static final String RULES = "a".repeat(64);

  private SampleAgents() {}

  /** All is well on the first; the second is silent, the third blind, the fourth differs. */
  public static List<AgentView> four() {
    return List.of(
        agent("node-1", 2, "1.0", "on", RULES, 0, null),
        agent("node-2", 42, "1.0", "on", RULES, 0, null),
        agent("node-3", 3, "1.0", "<b>no BTF</b>", RULES, 0, null),
        agent("node-4", 1, "0.9", "on", "b".repeat(64), 2, NOW.plus(Duration.ofMinutes(40))));
  }

  /**
   * @param certificate until when it counts that was made a day before; null for none
   */
  private static AgentView agent(
      String node,
      int heardSecondsAgo,
      String version,
      String sensor,
      String rules,
      long lost,
      @Nullable Instant certificate) {
    return new AgentView(
        node,
        heardSecondsAgo >= 30,
        NOW.minusSeconds(heardSecondsAgo),
        NOW.minus(Duration.ofDays(9)),
        version,
        sensor.equals("on"),
        sensor.equals("on") ? "system calls by eBPF" : sensor,
        rules,
        136,
        NOW.minus(Duration.ofDays(2)),
        heardSecondsAgo >= 30 ? 1_204 : 0,
        heardSecondsAgo >= 30 ? NOW.minusSeconds(600) : null,
        lost,
        0,
        0,
        certificate == null
            ? null
            : new Validity(certificate.minus(Duration.ofDays(1)), certificate),
        Map.of());
  }
}
