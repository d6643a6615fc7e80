package io.nightjar.respond;

import java.time.Duration;

/**
 * How actions are carried out.
 *
 * @param timeLimit an attempt that takes longer is abandoned, and not repeated
 * @param attempts how often what is unavailable is tried in all
 * @param firstPause mean pause before the second attempt; doubles, with jitter
 * @param parallel how many actions run at the same time
 * @param undoAgainAfter pause before a failed undo is tried again; doubles up to fifteen times that
 * @param storeAgainAfter pause before a failed write to the store is tried again
 */
public record ResponderSettings(
    Duration timeLimit,
    int attempts,
    Duration firstPause,
    int parallel,
    Duration undoAgainAfter,
    Duration storeAgainAfter) {

  public static final ResponderSettings DEFAULTS =
      new ResponderSettings(
          Duration.ofSeconds(10),
          3,
          Duration.ofMillis(100),
          16,
          Duration.ofMinutes(1),
          Duration.ofSeconds(15));

  public ResponderSettings {
    if (attempts < 1 || parallel < 1) {
      throw new IllegalArgumentException("at least one attempt and one action at a time");
    }
  }
}
