package io.nightjar.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Instants as people at a terminal read them, in their zone. */
final class Times {

  private final DateTimeFormatter clock;
  private final DateTimeFormatter second;
  private final DateTimeFormatter full;
  private final DateTimeFormatter exact;

  Times(ZoneId zone) {
    this.clock = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
    this.second = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(zone);
    this.full = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    this.exact = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(zone);
  }

  /** {@code 03:00:00.041}. */
  String clock(Instant instant) {
    return clock.format(instant);
  }

  /** {@code 03:00:00}. */
  String second(Instant instant) {
    return second.format(instant);
  }

  /** {@code 2026-11-20 03:00:00}. */
  String full(Instant instant) {
    return full.format(instant);
  }

  /** {@code 2026-11-20 03:00:00.041}. */
  String exact(Instant instant) {
    return exact.format(instant);
  }
}
