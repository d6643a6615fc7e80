package io.nightjar.playbook.calendar;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/** Which instants belong to a calendar. Thread safe. */
interface TimeSet {

  boolean has(Instant instant);

  /**
   * A time after {@code instant} before which the answer certainly stays what it is then; {@link
   * Instant#MAX} when it never changes.
   */
  Instant holdsUntil(Instant instant);

  /** The next time at which the clocks of {@code zone} are set, or {@link Instant#MAX}. */
  static Instant nextSwitch(ZoneId zone, Instant instant) {
    ZoneOffsetTransition next = zone.getRules().nextTransition(instant);
    return next == null ? Instant.MAX : next.getInstant();
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
