package io.nightjar.page.search;

import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A time as a form or an address gives it. */
public final class TimeField {

  private static final int DAY_LENGTH = 10;

  private TimeField() {}

  /**
   * @param text {@code 2026-11-20T03:00} or {@code 2026-11-20} on the clocks of the zone, or an
   *     instant as {@code 2026-11-20T02:00:00Z}
   * @return null where it is empty
   * @throws Rejection when it is none of these
   */
  public static @Nullable Instant parse(String name, String text, ZoneId zone) {
    if (text.isBlank()) {
      return null;
    }
    try {
      if (text.endsWith("Z")) {
        return Instant.parse(text);
      }
      return text.length() == DAY_LENGTH
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw new Rejection(
          Problem.badRequest(name + " must be a time such as 2026-11-20T03:00 or 2026-11-20"));
    }
  }
}
