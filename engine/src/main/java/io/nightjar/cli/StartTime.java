package io.nightjar.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/** The time that an option such as {@code --at} names. */
public final class StartTime {

  private StartTime() {}

  /**
   * @param option that the text was typed behind, for the message
   * @param text {@code 2026-11-20T03:00}, with {@code Z}, an offset or {@code [Europe/Berlin]}
   *     behind it where another zone than {@code zone} is meant
   */
  public static Instant parse(String option, String text, ZoneId zone) throws UsageFailure {
    // 2026-11-20T03:00[Europe/Berlin] has a zone but no offset, which no ISO form allows
    int bracket = text.indexOf('[');
    try {
      if (bracket > 0 && text.endsWith("]") && !text.matches(".*T[^\\[]*[+Z-].*")) {
        ZoneId named = ZoneId.of(text.substring(bracket + 1, text.length() - 1));
        return LocalDateTime.parse(text.substring(0, bracket)).atZone(named).toInstant();
      }
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
      return parsed instanceof ZonedDateTime zoned
          ? zoned.toInstant()
          : LocalDateTime.from(parsed).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw new UsageFailure(
          option
              + " "
              + text
              + ": write the time as 2026-11-20T03:00 or 2026-11-20T03:00[Europe/Berlin]");
    }
  }
}
