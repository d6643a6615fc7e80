package io.nightjar.cli.capture;

import java.time.Instant;

/** Instants as the events have them: nanoseconds since the epoch, which reach to the year 2262. */
final class Nanos {
  private static final Instant FIRST = instant(Long.MIN_VALUE);
  private static final Instant LAST = instant(Long.MAX_VALUE);
  private static final long A_SECOND = 1_000_000_000L;

  private Nanos() {}

  /** The nearest that there is. */
  static long of(Instant time) {
    if (time.isBefore(FIRST)) {
      return Long.MIN_VALUE;
    }
    return time.isBefore(LAST) ? time.getEpochSecond() * A_SECOND + time.getNano() : Long.MAX_VALUE;
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
