package io.nightjar.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Durations for people. */
public final class Durations {

  private Durations() {}

  /** {@code 10 minutes}, {@code 1 hour 30 minutes}, {@code 500 milliseconds}. */
  public static String words(Duration duration) {
    List<String> parts = new ArrayList<>();
    add(parts, duration.toDays(), "day");
    add(parts, duration.toHoursPart(), "hour");
    add(parts, duration.toMinutesPart(), "minute");
    add(parts, duration.toSecondsPart(), "second");
    if (parts.isEmpty()) {
      add(parts, duration.toMillis(), "millisecond");
    }
    return parts.isEmpty() ? "no time" : String.join(" ", parts);
  }

  private static void add(List<String> parts, long amount, String unit) {
    if (amount > 0) {
      parts.add(amount + " " + unit + (amount == 1 ? "" : "s"));
    }
  }
}
