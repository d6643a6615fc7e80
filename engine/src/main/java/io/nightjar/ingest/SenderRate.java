package io.nightjar.ingest;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How fast one sender may hand in. It may be ahead by what it may hand in within the patience: then
 * it waits; what is beyond that is not taken. Thread safe.
 */
public final class SenderRate {

  private static final double NANOS = 1_000_000_000;

  private final double perSecond;
  private final double burst;
  private final long patienceNanos;
  private final LongSupplier nanoTime;
  private double left;
  private long filledNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public SenderRate(int perSecond, Duration patience, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.burst = perSecond;
    this.patienceNanos = patience.toNanos();
    this.nanoTime = nanoTime;
    this.left = burst;
    this.filledNanos = nanoTime.getAsLong();
  }

  /**
   * Takes room for so many.
   *
   * @return nanoseconds to wait before handing them on, or -1 when there is no room for them
   */
  public synchronized long take(int count) {
    long now = nanoTime.getAsLong();
    left = Math.min(burst, left + (now - filledNanos) / NANOS * perSecond);
    filledNanos = now;
    double after = left - count;
    long wait = after >= 0 ? 0 : (long) (-after / perSecond * NANOS);
    if (wait > patienceNanos && left < burst) {
      return -1; // a full bucket lets one large delivery through, or it never went
    }
    left = after;
    return wait;
  }
}
