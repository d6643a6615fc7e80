package io.nightjar.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a letter is tried again: after one second, then twice as long each time, five minutes at
 * most, each time up to a fifth longer so that many do not come at once; never before the other
 * side said.
 *
 * @param tries in all
 * @param age since it was filed, or since it was due first; then it is given up
 */
record RetryPlan(int tries, Duration age) {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 9;
  private static final double JITTER = 0.2;

  /**
   * @param tried how often so far
   * @return null when it is given up
   */
  @Nullable Instant next(
      int tried, Instant made, Instant now, @Nullable Duration after, RandomGenerator random) {
    Duration pause = pause(tried, random);
    Instant next = now.plus(after != null && after.compareTo(pause) > 0 ? after : pause);
    return tried >= tries || next.isAfter(made.plus(age)) ? null : next;
  }

  private static Duration pause(int tried, RandomGenerator random) {
    Duration plain = FIRST.multipliedBy(1L << Math.clamp(tried - 1L, 0, DOUBLINGS));
    Duration capped = plain.compareTo(LONGEST) > 0 ? LONGEST : plain;
    return capped.plusMillis((long) (capped.toMillis() * JITTER * random.nextDouble()));
  }
}
