package io.nightjar.playbook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Detections that are the same to the playbooks, one after the other without a pause: the first are
 * taken as they come; then the latest are held back and handed out at intervals, which grow while
 * it goes on.
 */
final class Repeats {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);

  /** A detection that is held back, with its number among all. */
  record Held(long number, SessionFact fact) {}

  private final String place;
  private final int first;
  private final int last;
  private final Deque<Held> held = new ArrayDeque<>(2);
  private Duration interval = SHORTEST;
  private Instant until;
  private int taken;
  private long changesSeen;
  private boolean seen;
  private boolean heldSome;
  private boolean over;

  /**
   * @param place where they happen
   * @param first so many are taken as they come
   * @param last so many of the latest are held
   */
  Repeats(String place, int first, int last, Instant now) {
    this.place = place;
    this.first = first;
    this.last = last;
    this.until = now.plus(interval);
  }

  String place() {
    return place;
  }

  /**
   * Whether the next one is among the first. After something else has happened in its place it is:
   * a playbook may have waited for just that.
   *
   * @param changes of the place, a number that grows
   */
  boolean hasRoom(long changes) {
    return first > 0 && (taken < first || changes != changesSeen);
  }

  void take(long changes) {
    taken = changesSeen == changes - 1 ? taken + 1 : 1;
    changesSeen = changes;
    seen = true;
  }

  /**
   * Holds one back.
   *
   * @return whether another one is given up for it
   */
  boolean hold(Held detection) {
    seen = true;
    heldSome = true;
    held.addLast(detection);
    if (held.size() <= last) {
      return false;
    }
    held.removeFirst();
    return true;
  }

  boolean holds() {
    return !held.isEmpty();
  }

  List<Held> held() {
    return new ArrayList<>(held);
  }

  /** Hands out what is held. */
  List<Held> release() {
    List<Held> all = held();
    held.clear();
    return all;
  }

  /** When the interval ends. */
  Instant until() {
    return until;
  }

  /** Ends the intervals up to {@code now}; what is held was handed out before. */
  void moveTo(Instant now) {
    while (!over && !until.isAfter(now)) {
      over = !seen;
      if (heldSome) {
        Duration twice = interval.multipliedBy(2);
        interval = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
      } else {
        interval = SHORTEST;
        taken = 0;
      }
      seen = false;
      heldSome = false;
      until = until.plus(interval);
    }
  }

  /** Whether an interval brought nothing: the next one that is the same begins anew. */
  boolean isOver() {
    return over;
  }
}
