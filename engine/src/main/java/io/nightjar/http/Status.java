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
 * @param leadership whether this engine decides, or stands by for the one that does
 * @param broken what could not be reloaded, with the reason; the last good one is in force
 */
public record Status(
    String version,
    String mode,
    Instant startedAt,
    Instant now,
    String node,
    Leadership leadership,
    Cluster cluster,
    List<Source> sources,
    int rules,
    List<String> playbooks,
    SortedMap<String, Boolean> calendars,
    KillSwitchState killSwitch,
    SortedMap<String, Long> counters,
    SortedMap<String, Long> losses,
    SortedMap<String, String> broken) {

  /** One that has its store to itself, or none. */
  public Status(
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
    this(
        version,
        mode,
        startedAt,
        now,
        node,
        Leadership.alone(node, 0, startedAt),
        cluster,
        sources,
        rules,
        playbooks,
        calendars,
        killSwitch,
        counters,
        losses,
        broken);
  }

  /**
   * @param role what this engine does
   * @param epoch counted up at each taking over, from 1
   * @param engine who leads, by its name
   * @param since when it began to
   * @param shared whether other engines can reach the store, too
   * @param standbys names of those that wait to take over; empty on one that waits
   * @param note how it came to lead, or how ready it is to; plain words, may be empty
   */
  public record Leadership(
      Role role,
      long epoch,
      String engine,
      Instant since,
      boolean shared,
      List<String> standbys,
      String note) {
    public Leadership {
      standbys = List.copyOf(standbys);
    }

    /** What an engine does. */
    public enum Role {
      LEADER,
      STANDBY
    }

    /** One that has its store to itself. */
    public static Leadership alone(String engine, long epoch, Instant since) {
      return new Leadership(Role.LEADER, epoch, engine, since, false, List.of(), "");
    }

    public boolean leads() {
      return role == Role.LEADER;
    }
  }

  /**
   * @param practice whether it is the built-in practice cluster
   */
  public record Cluster(String name, String server, boolean practice, boolean reachable) {}

  /**
   * @param detail why it is off, or what it gets
   */
  public record Source(String name, boolean on, String detail) {}
}
