package io.nightjar.driver;

import java.util.function.LongSupplier;

/**
 * The time up to which every event can be seen: a CPU that has taken the time of an event and not
 * yet sent it holds back all that is later, for a short window. Then it is given up: it was stopped
 * in between, and its event will come late. One thread.
 */
final class Frontier {
  /** The state before the time is taken lasts some tens of nanoseconds. */
  private static final int SPINS = 200;

  private final KernelCpus cpus;
  private final long windowNanos;
  private final LongSupplier clock;
  private final long[] givenUp;
  private boolean waiting;
  private long waitingSince;

  /**
   * @param clock nanoseconds from any start, monotonic
   */
  Frontier(KernelCpus cpus, long windowNanos, LongSupplier clock) {
    this.cpus = cpus;
    this.windowNanos = windowNanos;
    this.clock = clock;
    this.givenUp = new long[cpus.count()];
  }

  /** Boot time; what was in a ring before this was called and is not later may be handed over. */
  long nanos() {
    long nanos = Long.MAX_VALUE;
    for (int cpu = 0; cpu < givenUp.length; cpu++) {
      long building = settled(cpu);
      if (building == givenUp[cpu]) {
        continue;
      }
      givenUp[cpu] = 0;
      if (building != 0) {
        nanos = Math.min(nanos, building == KernelCpus.STARTING ? Long.MIN_VALUE : building);
      }
    }
    return nanos;
  }

  /** Whether no CPU has an event on its way. */
  boolean quiet() {
    for (int cpu = 0; cpu < givenUp.length; cpu++) {
      long building = cpus.building(cpu);
      if (building != 0 && building != givenUp[cpu]) {
        return false;
      }
    }
    return true;
  }

  /** To be told after each pass: whether it ended with events held back and none handed over. */
  void held(boolean back) {
    if (!back) {
      waiting = false;
      return;
    }
    long now = clock.getAsLong();
    if (!waiting) {
      waiting = true;
      waitingSince = now;
    } else if (now - waitingSince >= windowNanos) {
      waiting = false;
      for (int cpu = 0; cpu < givenUp.length; cpu++) {
        givenUp[cpu] = cpus.building(cpu);
      }
    }
  }

  private long settled(int cpu) {
    long building = cpus.building(cpu);
    for (int i = 0; building == KernelCpus.STARTING && i < SPINS; i++) {
      Thread.onSpinWait();
      building = cpus.building(cpu);
    }
    return building;
  }
}
