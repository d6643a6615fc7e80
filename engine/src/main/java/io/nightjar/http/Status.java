package io.nightjar.http;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * How a running Nightjar is.
 *
 * @param now its clock, which may be set apart from the machine's
 * @param sources where events come from
 * @param calendars name to whether it is on now
 * @param counters what was counted since the start: events, detections, responses by state …
 * @param losses what was lost since the start, by the place where it was lost; all zero is well
 * @param broken what could not be reloaded, with the reason; the last good one is in force
 */
public record Status(
    String version,
    String mode,
    Instant startedAt,
    Instant now,
    String node,
    Cluster cluster,
    List<Source> sources,
    int rules,
    List<String> playbooks,
    SortedMap<String, Boolean> calendars,
    KillSwitchState killSwitch,
    SortedMap<String, Long> counters,
    SortedMap<String, Long> losses,
    SortedMap<String, String> broken) {

  /**
   * @param practice whether it is the built-in practice cluster
   */
  public record Cluster(String name, String server, boolean practice, boolean reachable) {}

  /**
   * @param detail why it is off, or what it gets
   */
  public record Source(String name, boolean on, String detail) {}
}
