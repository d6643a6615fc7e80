package io.nightjar.cli.capture;

import io.nightjar.cli.StartTime;
import io.nightjar.cli.UsageFailure;
import io.nightjar.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Where a replay begins or ends: at a time, or so long after the first event. */
sealed interface TimeBound {

  /** Nanoseconds since the epoch, given the time of the first event. */
  long nanos(long firstNanos);

  /**
   * @param option that the text was typed behind
   * @param text a time, or {@code +90s}
   */
  static TimeBound parse(String option, String text, ZoneId zone) throws UsageFailure {
    if (!text.startsWith("+")) {
      return new At(StartTime.parse(option, text, zone));
    }
    try {
      return new After(Durations.parse(text.substring(1)));
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(option + " " + text + ": " + e.getMessage());
    }
  }

  /** A time of the day that it was. */
  record At(Instant time) implements TimeBound {
    @Override
    public long nanos(long firstNanos) {
      return Nanos.of(time);
    }
  }

  /** So long after the first event. */
  record After(Duration offset) implements TimeBound {
    @Override
    public long nanos(long firstNanos) {
      return Nanos.of(Nanos.instant(firstNanos).plus(offset));
    }
  }
}
