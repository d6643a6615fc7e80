package io.nightjar.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: longer with each, and by chance, so that a thousand agents do
 * not come back to a new engine at the same instant. Not for several threads.
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final RandomGenerator random;
  private Duration next = FIRST;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** It went well. */
  public void reset() {
    next = FIRST;
  }

  /**
   * After one more failure: between half of what is due and all of it.
   *
   * @param atLeast what the other side asked for
   */
  public Duration pause(Duration atLeast) {
    long due = next.toMillis();
    next = due * 2 > LONGEST.toMillis() ? LONGEST : Duration.ofMillis(due * 2);
    long wanted = Math.min(atLeast.toMillis(), LONGEST.toMillis());
    return Duration.ofMillis(Math.max(due / 2, wanted) + random.nextLong(due / 2 + 1));
  }
}
