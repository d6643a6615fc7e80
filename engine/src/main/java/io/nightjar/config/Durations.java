package io.nightjar.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 90s}, {@code 10m}, {@code 8h}, {@code 1h30m}, {@code
 * 250ms}, {@code 2d}; units from the largest to the smallest, each at most once.
 */
public final class Durations {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<d>\\d{1,6})d)?(?:(?<h>\\d{1,6})h)?(?:(?<m>\\d{1,6})m)?(?:(?<s>\\d{1,6})s)?"
              + "(?:(?<ms>\\d{1,9})ms)?");

  private record Unit(String name, Duration one) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)));

  private Durations() {}

  /**
   * @throws IllegalArgumentException with a message that says how a duration is written
   */
  public static Duration parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "not a duration: write a number with a unit, such as 90s, 10m, 8h, 1h30m or 2d");
    }
    Duration sum = Duration.ZERO;
    for (Unit unit : UNITS) {
      String count = matcher.group(unit.name());
      if (count != null) {
        sum = sum.plus(unit.one().multipliedBy(Long.parseLong(count)));
      }
    }
    return sum;
  }

  /** The same form back, cut to milliseconds; {@code 0s} for nothing. */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder(duration.isNegative() ? "-" : "");
    long rest = Math.abs(duration.toMillis());
    for (Unit unit : UNITS) {
      long count = rest / unit.one().toMillis();
      rest -= count * unit.one().toMillis();
      if (count > 0) {
        text.append(count).append(unit.name());
      }
    }
    return rest == 0 && duration.toMillis() == 0 ? "0s" : text.toString();
  }
}
