package io.nightjar.driver;

/**
 * How many wake-ups the reader can afford: a wake-up takes more of the reader than an event does,
 * and more still of the program that makes it. While they are few the kernel wakes the reader as
 * soon as an event deserves it; when a window has used up its own, the reader is <em>calm</em>: it
 * looks at fixed times instead, until fewer than half of the looks of a window find something. So
 * at a rate of a few hundred a second each event is judged at once, and beyond that the cost of
 * waking no longer grows with the rate. One thread.
 */
final class WakeBudget {
  static final long WINDOW_NANOS = 100_000_000;

  /** Wake-ups of a window: at 20 microseconds each, not one hundredth of a processor. */
  static final int WAKES = 40;

  /** With fewer looks than this a window says nothing: somebody else had the processor. */
  private static final int FEWEST_LOOKS = 5;

  private long windowBegan;
  private int wakes;
  private int looks;
  private int found;
  private boolean calm;

  WakeBudget(long nowNanos) {
    windowBegan = nowNanos;
  }

  /** Whether the reader has to look at fixed times for now. */
  boolean calm(long nowNanos) {
    if (nowNanos - windowBegan >= WINDOW_NANOS) {
      calm = calm && (looks < FEWEST_LOOKS || 2 * found >= looks);
      windowBegan = nowNanos;
      wakes = 0;
      looks = 0;
      found = 0;
    }
    return calm;
  }

  /** To be told that the kernel ended a sleep. */
  void woken() {
    calm |= ++wakes >= WAKES;
  }

  /**
   * To be told of each look.
   *
   * @param foundSome whether there was an event
   */
  void looked(boolean foundSome) {
    looks++;
    found += foundSome ? 1 : 0;
  }
}
