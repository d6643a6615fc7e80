package io.nightjar.cli.capture;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets events pass as fast as they can, or as fast as they once came. One thread. */
final class Pace {
  /** Shorter waits are left out; they add up and are taken then. */
  private static final long WORTH_WAITING_NANOS = 1_000_000;

  private final boolean realtime;
  private final LongSupplier clock;
  private final LongConsumer sleep;
  private boolean begun;
  private long apart;

  /**
   * @param clock any that goes forward, in nanoseconds
   * @param sleep waits for so many nanoseconds
   */
  Pace(boolean realtime, LongSupplier clock, LongConsumer sleep) {
    this.realtime = realtime;
    this.clock = clock;
    this.sleep = sleep;
  }

  static Pace of(boolean realtime) {
    return new Pace(realtime, System::nanoTime, LockSupport::parkNanos);
  }

  /** Whether it waits at all. */
  boolean realtime() {
    return realtime;
  }

  /** Returns when it is time for an event of this time. */
  void await(long eventNanos) {
    if (!realtime) {
      return;
    }
    if (!begun) {
      begun = true;
      apart = clock.getAsLong() - eventNanos;
    }
    long early = eventNanos + apart - clock.getAsLong();
    while (early > WORTH_WAITING_NANOS && !Thread.currentThread().isInterrupted()) {
      sleep.accept(early);
      early = eventNanos + apart - clock.getAsLong();
    }
  }
}
