package io.nightjar.playbook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;

/**
 * A calendar has begun; a fact for playbooks, kept for an hour, by which they act then on what is
 * still open. The session's clock makes it, so that it is there in a test as in production.
 *
 * @param calendar name of the calendar
 * @param opened when it began
 * @param time when that was noticed: later than {@code opened} where Nightjar did not run then
 */
public record CalendarOpened(String calendar, Instant opened, Instant time) {

  /** As the clock comes by. */
  static CalendarOpened at(String calendar, Instant opened) {
    return new CalendarOpened(calendar, opened, opened);
  }

  /** Equal for the same beginning, however late it was noticed. */
  String id() {
    return "calendar/" + calendar + "/" + opened;
  }

  Duration late() {
    return Duration.between(opened, time);
  }

  /** Epoch milliseconds, the timestamp that windows and sequences are measured by. */
  @JsonIgnore
  public long getTimeMillis() {
    return time.toEpochMilli();
  }

  /** Whole seconds from the beginning to {@link #time}; 0 where Nightjar ran. */
  @JsonIgnore
  public long getLateSeconds() {
    return late().toSeconds();
  }
}
