package io.nightjar.tune;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Which part of the journal is looked at.
 *
 * @param from the first instant
 * @param to the first instant after it
 * @param rules only these; empty for all
 * @param namespaces only these; empty for all
 */
public record Window(Instant from, Instant to, Set<String> rules, Set<String> namespaces) {
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  public Window {
    rules = Set.copyOf(rules);
    namespaces = Set.copyOf(namespaces);
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("a window has to end after it begins");
    }
  }

  /** From a later time on, where the journal holds nothing earlier. */
  Window from(Instant later) {
    return later.isAfter(from) && later.isBefore(to)
        ? new Window(later, to, rules, namespaces)
        : this;
  }

  /** Which day of UTC it is, from 0 for the window's first. */
  int day(long millis) {
    return (int) (Math.floorDiv(millis, DAY_MILLIS) - Math.floorDiv(firstMillis(), DAY_MILLIS));
  }

  /** Which hour it is, from 0 for the window's first. */
  int hour(long millis) {
    return (int) (Math.floorDiv(millis, HOUR_MILLIS) - Math.floorDiv(firstMillis(), HOUR_MILLIS));
  }

  /** Days of UTC that it touches. */
  int days() {
    return day(lastMillis()) + 1;
  }

  /** Hours that it touches. */
  int hours() {
    return hour(lastMillis()) + 1;
  }

  private long firstMillis() {
    return from.toEpochMilli();
  }

  private long lastMillis() {
    return to.toEpochMilli() - 1;
  }
}
