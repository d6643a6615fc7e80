package io.nightjar.driver.bench;

import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.Out;

/**
 * The CPU time of this process to the nanosecond; what the JDK offers counts in hundredths of a
 * second.
 */
public final class ProcessClock {
  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final long NANOS = 1_000_000_000L;

  private final Calls calls = LibraryLoader.create(Calls.class).load("c");

  /** Public because jnr-ffi's generated classes implement it. */
  public interface Calls {
    int clock_gettime(int clock, @Out long[] time);
  }

  /** User and system time of all threads, also those that ended. */
  public long cpuNanos() {
    long[] time = new long[2];
    if (calls.clock_gettime(CLOCK_PROCESS_CPUTIME_ID, time) != 0) {
      throw new IllegalStateException("no clock of this process");
    }
    return time[0] * NANOS + time[1];
  }
}
