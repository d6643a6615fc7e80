package io.nightjar.config;

import java.time.DateTimeException;
import java.time.LocalTime;

/**
 * The same hours of every day, {@code 22:00-06:00}, in whole minutes; an end before the start is on
 * the next day.
 *
 * @param from included
 * @param until excluded; 00:00 is midnight at the end of the day
 */
public record DailyWindow(LocalTime from, LocalTime until) {

  public DailyWindow {
    if (from.getSecond() != 0 || until.getSecond() != 0) {
      throw new IllegalArgumentException("a window starts and ends at a whole minute");
    }
    if (from.equals(until)) {
      throw new IllegalArgumentException("starts and ends at the same time, so it is never on");
    }
  }

  /**
   * @throws IllegalArgumentException with a message that says how a window is written
   */
  public static DailyWindow parse(String text) {
    String[] ends = text.strip().split("\\s*-\\s*", -1);
    if (ends.length != 2) {
      throw new IllegalArgumentException("write the hours as \"22:00-06:00\"");
    }
    return new DailyWindow(time(ends[0]), time(ends[1]));
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text.equals("24:00") ? "00:00" : text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a time of day: write the hours as \"22:00-06:00\"", e);
    }
  }

  @Override
  public String toString() {
    return from + "-" + until;
  }
}
