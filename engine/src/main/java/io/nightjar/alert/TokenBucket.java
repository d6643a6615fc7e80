package io.nightjar.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Lets so much through over time, and so much at once after a quiet time. */
public final class TokenBucket {

  private static final double NANOS = 1_000_000_000;

  private final double perSecond;
  private final double most;
  private final InstantSource clock;
  private double tokens;
  private Instant filledAt;

  /**
   * @param perSecond 0 lets everything through
   */
  public TokenBucket(int perSecond, int burst, InstantSource clock) {
    this.perSecond = perSecond;
    this.most = burst;
    this.clock = clock;
    this.tokens = burst;
    this.filledAt = clock.instant();
  }

  /** Whether one more may go. */
  public synchronized boolean take() {
    if (perSecond == 0) {
      return true;
    }
    Instant now = clock.instant();
    if (now.isAfter(filledAt)) {
      double seconds = Duration.between(filledAt, now).toNanos() / NANOS;
      tokens = Math.min(most, tokens + seconds * perSecond);
    }
    // also where the clock was set back: it must not stop the filling until it is there again
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
