package io.nightjar.playbook.calendar;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The named calendars of the configuration, answered by the minute. Thread safe.
 *
 * <p>A minute is judged by its middle, and the answer is remembered for that minute: Quartz takes
 * up to 0.2 ms for a cron expression.
 */
public final class Calendars {

  private volatile CalendarTable table;

  /**
   * @throws IllegalArgumentException naming every calendar that is defined twice, refers to an
   *     unknown one or to itself, or has a broken cron expression or calendar file
   */
  public Calendars(List<CalendarSpec> specs) {
    table = CalendarTable.of(specs);
  }

  /**
   * Reads and checks others; they are in force, for everybody who asks, once the answer is run.
   *
   * @throws IllegalArgumentException as the constructor
   */
  public Runnable prepare(List<CalendarSpec> specs) {
    CalendarTable next = CalendarTable.of(specs);
    return () -> table = next;
  }

  /** The same as long as the same calendars are in force. */
  public Object version() {
    return table;
  }

  public Set<String> names() {
    return table.names();
  }

  /**
   * Whether the instant's minute belongs to the calendar.
   *
   * @throws IllegalArgumentException when there is no such calendar
   */
  public boolean includes(String name, Instant instant) {
    return table.includes(name, instant);
  }

  /**
   * When the answer of {@link #includes} next becomes the other; empty if not within 400 days.
   *
   * @throws IllegalArgumentException when there is no such calendar
   */
  public Optional<Instant> nextChange(String name, Instant instant) {
    return table.nextChange(name, instant);
  }
}
