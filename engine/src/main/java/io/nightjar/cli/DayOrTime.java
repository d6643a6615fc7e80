package io.nightjar.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Days and times on the command line. */
final class DayOrTime {

  private DayOrTime() {}

  /**
   * @param text a time in UTC, or a day, which begins at midnight in {@code zone}
   */
  static Instant parse(String text, ZoneId zone) throws UsageFailure {
    try {
      return text.length() > 10
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new UsageFailure(
          "\"" + text + "\" is no day or time: 2026-03-01, 2026-03-01T00:00:00Z");
    }
  }
}
