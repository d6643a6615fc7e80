package io.nightjar.rules;

import java.time.LocalDate;

/**
 * Writes times in UTC with nine digits behind the second: alerts and checks of times are full of
 * them, and the formatters of the JDK take some microseconds for each.
 */
public final class UtcTime {
  private static final long NANOS = 1_000_000_000L;
  private static final long SECONDS_PER_DAY = 86_400;

  private UtcTime() {}

  /**
   * {@code 03:00:00.123456789}.
   *
   * @param nanos since the epoch
   */
  public static StringBuilder appendTime(StringBuilder out, long nanos) {
    appendSecond(out, nanos).append('.');
    long fraction = Math.floorMod(nanos, NANOS);
    for (long unit = NANOS / 10; unit > 0; unit /= 10) {
      out.append((char) ('0' + fraction / unit % 10));
    }
    return out;
  }

  /** {@code 03:00:00}. */
  public static StringBuilder appendSecond(StringBuilder out, long nanos) {
    int second = (int) Math.floorMod(Math.floorDiv(nanos, NANOS), SECONDS_PER_DAY);
    two(out, second / 3600).append(':');
    two(out, second / 60 % 60).append(':');
    return two(out, second % 60);
  }

  /** {@code 2026-11-20}. */
  public static StringBuilder appendDate(StringBuilder out, long nanos) {
    LocalDate date =
        LocalDate.ofEpochDay(Math.floorDiv(Math.floorDiv(nanos, NANOS), SECONDS_PER_DAY));
    two(out, date.getYear() / 100);
    two(out, date.getYear() % 100).append('-');
    two(out, date.getMonthValue()).append('-');
    return two(out, date.getDayOfMonth());
  }

  /** {@code 2026-11-20T03:00:00.123456789Z}. */
  public static StringBuilder appendIso(StringBuilder out, long nanos) {
    appendDate(out, nanos).append('T');
    return appendTime(out, nanos).append('Z');
  }

  private static StringBuilder two(StringBuilder out, int number) {
    return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
