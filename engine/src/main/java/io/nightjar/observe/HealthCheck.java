package io.nightjar.observe;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * One thing that has to be well.
 *
 * @param name a word for the address: {@code store}
 * @param wrong what is wrong, for the log; empty where it is well. Answers at once.
 */
public record HealthCheck(String name, Supplier<String> wrong) {

  /** A thread that is on one thing for so long does not come back by itself. */
  private static final Duration STUCK = Duration.ofMinutes(1);

  /**
   * @param busy how long the thread of this name has been on one thing
   */
  public static HealthCheck ofThread(String thread, Supplier<Duration> busy) {
    return new HealthCheck(
        thread,
        () -> {
          Duration now = busy.get();
          return now.compareTo(STUCK) > 0
              ? "its thread has been on one thing for " + now.toSeconds() + " s"
              : "";
        });
  }
}
