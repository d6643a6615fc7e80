package io.nightjar.driver;

/**
 * How the reader waits when it has read everything. With events coming it looks every few
 * milliseconds and the kernel wakes it before that only for urgent types and for much: a wake-up
 * costs the observed process more than its record does. When a look found nothing it sleeps, and
 * the next event, of any type, wakes it: an idle machine is left alone. So an event waits for at
 * most {@link #LOOK_MILLIS}, and at a rate above one in that time none pays for a wake-up. One
 * thread.
 */
final class ReaderWait {
  static final int LOOK_MILLIS = 4;

  /** Looks without sleep while an event is on its way; that takes a microsecond at most. */
  private static final int SPINS = 200;

  /** The kernel's side of it. */
  interface Kernel {
    /** From now on the kernel wakes the reader when this much waits in a ring. */
    void wakeAt(long bytes);

    /** Whether nothing is in the rings, nor on its way into them. */
    boolean quiet();

    /** Waits for a wake-up. */
    void sleep(int millis);
  }

  private final Kernel kernel;
  private final long wakeBytes;
  private boolean coming;
  private int spins;

  /**
   * @param wakeBytes with so much in one ring the reader does not wait for its next look
   */
  ReaderWait(Kernel kernel, long wakeBytes) {
    this.kernel = kernel;
    this.wakeBytes = wakeBytes;
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
    boolean look = coming || spins > 0;
    kernel.wakeAt(look ? wakeBytes : 0);
    if (!holding && kernel.quiet()) {
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

  private void sleep(long millis) {
    kernel.sleep((int) Math.min(millis, Integer.MAX_VALUE));
    spins = 0;
  }
}
