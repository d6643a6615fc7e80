package io.nightjar.tune;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How often something happened in each hour and day of a window. One thread. */
final class Timeline {
  private static final int DAY = 24;
  private static final int MOST_HOURS = 768;
  private static final int MOST_DAYS = 400;

  private final Window window;
  private final int hoursTogether;
  private final int[] hours;
  private final int[] days;
  private final int[] hoursOfDay = new int[DAY];
  private final int[] minutesOfHour = new int[60];

  Timeline(Window window) {
    this.window = window;
    this.hoursTogether = (window.hours() + MOST_HOURS - 1) / MOST_HOURS;
    this.hours = new int[(window.hours() + hoursTogether - 1) / hoursTogether];
    this.days = new int[Math.min(window.days(), MOST_DAYS)];
  }

  void add(long millis) {
    hours[Math.clamp(window.hour(millis) / hoursTogether, 0, hours.length - 1)]++;
    days[Math.clamp(window.day(millis), 0, days.length - 1)]++;
    hoursOfDay[(int) Math.floorMod(Math.floorDiv(millis, 3_600_000L), (long) DAY)]++;
    minutesOfHour[(int) Math.floorMod(Math.floorDiv(millis, 60_000L), 60L)]++;
  }

  /** Days on which it happened. */
  int activeDays() {
    return active(days);
  }

  /** Days that the window has. */
  int allDays() {
    return days.length;
  }

  /** Hours of the day at which it ever happened, in UTC. */
  int activeHoursOfDay() {
    return active(hoursOfDay);
  }

  private static int active(int[] counts) {
    return (int) Arrays.stream(counts).filter(count -> count > 0).count();
  }

  Rhythm rhythm() {
    if (hours.length < DAY) {
      return new Rhythm("too short a time to tell", 0);
    }
    double hourly = hoursTogether == 1 ? regularity(hours) : 0;
    double daily = days.length > 1 ? regularity(days) : 0;
    int[] minutes = crowded(minutesOfHour, 6);
    String at = minutes.length == 0 ? "" : ", at minute " + listed(minutes);
    if (hourly >= 0.5) {
      long each = Math.round(Arrays.stream(hours).sum() / (double) hours.length);
      String like = minutes.length == 0 ? "steady like a health check" : "regular like a cron job";
      return new Rhythm(like + ": about " + each + " an hour" + at, hourly);
    }
    int[] often = crowded(hoursOfDay, 3);
    if (daily >= 0.5 && often.length > 0) {
      return new Rhythm(
          "regular like a cron job: on most days at " + listed(often) + "h UTC" + at, daily);
    }
    return daily >= 0.5
        ? new Rhythm("on most days, at no fixed hour", daily)
        : new Rhythm("irregular", Math.max(hourly, daily));
  }

  /**
   * From 0 to 1: the share of the times at which it happened at all, less by how much their counts
   * differ (the coefficient of variation over all of them).
   */
  private static double regularity(int[] counts) {
    double mean = Arrays.stream(counts).average().orElse(0);
    if (mean == 0) {
      return 0;
    }
    double variance = Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean)).sum();
    double deviation = Math.sqrt(variance / counts.length) / mean;
    return active(counts) / (double) counts.length * Math.max(0, 1 - deviation);
  }

  /** The few that hold nine tenths of all, in order; none if it takes more than {@code most}. */
  private static int[] crowded(int[] counts, int most) {
    long all = Arrays.stream(counts).sum();
    int[] top =
        IntStream.range(0, counts.length)
            .boxed()
            .sorted((a, b) -> counts[b] != counts[a] ? counts[b] - counts[a] : a - b)
            .mapToInt(Integer::intValue)
            .toArray();
    long sum = 0;
    for (int i = 0; i < most; i++) {
      sum += counts[top[i]];
      if (sum * 10 >= all * 9) {
        return IntStream.of(Arrays.copyOf(top, i + 1)).sorted().toArray();
      }
    }
    return new int[0];
  }

  private static String listed(int[] numbers) {
    return String.join(", ", Arrays.stream(numbers).mapToObj(Integer::toString).toList());
  }
}
