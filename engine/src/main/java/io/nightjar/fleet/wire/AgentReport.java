package io.nightjar.fleet.wire;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How an agent is; sent every {@link Wire#REPORT_EVERY}.
 *
 * @param rules digest of the rules in force
 * @param ruleCount how many there are
 * @param counters since the agent's start, by name; at most {@link #COUNTERS_AT_MOST}
 */
public record AgentReport(
    String boot,
    String version,
    Instant startedAt,
    SensorState sensor,
    String rules,
    int ruleCount,
    Spool spool,
    Map<String, Long> counters) {

  public static final int COUNTERS_AT_MOST = 64;

  /** Names that the engine knows; others are kept and shown as they are. */
  public static final String EVENTS = "events";

  public static final String DETECTIONS = "detections";
  public static final String LOST_EVENTS = "lost.events";
  public static final String FAILED_EVENTS = "failed.events";
  public static final String RESIDENT_BYTES = "resident.bytes";

  public AgentReport {
    if (counters.size() > COUNTERS_AT_MOST) {
      throw new IllegalArgumentException("at most " + COUNTERS_AT_MOST + " counters");
    }
    counters = Map.copyOf(new TreeMap<>(counters));
  }

  /**
   * What waits on the agent's disk for the engine.
   *
   * @param waiting detections
   * @param oldest time of the oldest of them; null where none waits
   * @param lost detections that found no room, since the agent's start
   */
  public record Spool(long waiting, long bytes, @Nullable Instant oldest, long lost) {}
}
