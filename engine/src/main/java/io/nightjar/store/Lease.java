package io.nightjar.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long an engine may act on the last word of its database. Any thread.
 *
 * <p>What counts is when the question was <em>sent</em> that the database has answered: the
 * database has heard of this engine at that moment or later, and a standby takes over no sooner
 * than the take-over delay after it has. Measured by the clock that never goes back, and by the
 * machine's, which goes on where the other stands still (a machine that slept).
 */
final class Lease {

  private final long nanosAtMost;
  private final LongSupplier nanoTime;
  private final InstantSource machine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Sent confirmed;
  private @Nullable String lost;

  /** A moment, by both clocks. */
  record Sent(long nanos, long millis) {}

  /**
   * @param atMost so long after a question was sent that was answered, this engine may act
   */
  Lease(Duration atMost, LongSupplier nanoTime, InstantSource machine) {
    this.nanosAtMost = atMost.toNanos();
    this.nanoTime = nanoTime;
    this.machine = machine;
  }

  /** To be taken right before a question is sent to the database. */
  Sent sending() {
    return new Sent(nanoTime.getAsLong(), machine.millis());
  }

  /** The database has answered what was sent then. */
  void answered(Sent sent) {
    lock.lock();
    try {
      confirmed = sent;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** It will never be confirmed again. */
  void lose(String why) {
    lock.lock();
    try {
      lost = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isLost() {
    lock.lock();
    try {
      return lost != null;
    } finally {
      lock.unlock();
    }
  }

  boolean fresh() {
    lock.lock();
    try {
      return lost == null && isRecent(confirmed);
    } finally {
      lock.unlock();
    }
  }

  private boolean isRecent(@Nullable Sent sent) {
    if (sent == null) {
      return false;
    }
    long slept = TimeUnit.MILLISECONDS.toNanos(machine.millis() - sent.millis());
    return nanoTime.getAsLong() - sent.nanos() < nanosAtMost && slept < nanosAtMost;
  }

  /**
   * Waits until it is fresh.
   *
   * @throws LeadershipLost when it never will be, or the thread is interrupted
   */
  void await() {
    lock.lock();
    try {
      while (lost != null || !isRecent(confirmed)) {
        if (lost != null) {
          throw new LeadershipLost(lost);
        }
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LeadershipLost("interrupted while it was not sure that this engine leads");
    } finally {
      lock.unlock();
    }
  }
}
