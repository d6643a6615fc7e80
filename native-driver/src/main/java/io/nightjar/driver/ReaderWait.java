package io.nightjar.driver;

import java.util.function.LongSupplier;

/**
 * How the reader waits when it has read everything. With events coming it looks every few
 * milliseconds and the kernel wakes it before that only for urgent types and for much: a wake-up
 * costs the observed process more than its record does. When a look found nothing it sleeps, and
 * the next event, of any type, wakes it: an idle machine is left alone. Where such wake-ups become
 * many ({@link WakeBudget}) nothing is urgent any more and the reader looks at fixed times. So an
 * event waits for at most {@link #LOOK_MILLIS}, and an urgent one does not wait as long as there
 * are few. One thread.
 */
final class ReaderWait {
  static final int LOOK_MILLIS = 4;

  /** Looks without sleep while an event is on its way; that takes a microsecond at most. */
  private static final int SPINS = 200;

  /** The kernel's side of it. */
  interface Kernel {
    /** From now on the kernel wakes the reader when this much waits in a ring. */
    void wakeAt(long bytes);

    /** Whether the kernel wakes the reader for urgent types; it does at first. */
    void wakeForUrgent(boolean wakes);

    /** Whether nothing is in the rings, nor on its way into them. */
    boolean quiet();

    /** Waits; returns whether it was woken before the time. */
    boolean sleep(int millis);
  }

  private final Kernel kernel;
  private final long wakeBytes;
  private final LongSupplier nanoClock;
  private final WakeBudget budget;
  private boolean calm;
  private boolean coming;
  private int spins;

  /**
   * @param wakeBytes with so much in one ring the reader does not wait for its next look
   */
  ReaderWait(Kernel kernel, long wakeBytes, LongSupplier nanoClock) {
    this.kernel = kernel;
    this.wakeBytes = wakeBytes;
    this.nanoClock = nanoClock;
    this.budget = new WakeBudget(nanoClock.getAsLong());
    kernel.wakeAt(KernelControl.READING);
  }

  /** To be told of events that were handed over. */
  void events() {
    coming = true;
    spins = 0;
  }

  /**
   * Waits until it is worth to look again. The order of its steps matters: the kernel is told
   * first, then the rings are looked at; an event that began before it was told is seen there.
   *
   * @param holding whether events wait for one that is on its way
   */
  void pause(boolean holding, long leftMillis) {
    spend();
    boolean look = calm || coming || spins > 0;
    kernel.wakeAt(look ? wakeBytes : 0);
    if (!holding && kernel.quiet()) {
      budget.looked(coming);
      sleep(look ? Math.min(leftMillis, LOOK_MILLIS) : leftMillis);
      coming = false;
    } else if (spins++ < SPINS) {
      Thread.onSpinWait();
    } else {
      // whoever is on its way was stopped there
      sleep(1);
    }
    kernel.wakeAt(KernelControl.READING);
  }

  private void spend() {
    boolean now = budget.calm(nanoClock.getAsLong());
    if (now != calm) {
      calm = now;
      kernel.wakeForUrgent(!now);
    }
  }

  private void sleep(long millis) {
    if (kernel.sleep((int) Math.min(millis, Integer.MAX_VALUE))) {
      budget.woken();
    }
    spins = 0;
  }
}
