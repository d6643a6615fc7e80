package io.nightjar.respond;

import java.time.Duration;

/**
 * How actions are carried out.
 *
 * @param timeLimit an attempt that takes longer is abandoned, and not repeated
 * @param attempts how often what is unavailable is tried in all
 * @param firstPause mean pause before the second attempt; doubles, with jitter
 * @param parallel how many actions run at the same time
 * @param undoAgainAfter pause before a failed undo is tried again, or it is looked again whether
 *     what got no answer happened; doubles up to fifteen times that
 * @param storeAgainAfter pause before a failed write to the store is tried again
 * @param lookFor as {@code timeLimit}, for actions that only look
 * @param parallelLooks as {@code parallel}, for actions that only look, on all nodes together
 * @param persistFor so long what contains is tried again while the other side is away; zero for not
 *     at all
 */
public record ResponderSettings(
    Duration timeLimit,
    int attempts,
    Duration firstPause,
    int parallel,
    Duration undoAgainAfter,
    Duration storeAgainAfter,
    Duration lookFor,
    int parallelLooks,
    Duration persistFor) {

  public static final ResponderSettings DEFAULTS =
      new ResponderSettings(
          Duration.ofSeconds(10),
          3,
          Duration.ofMillis(100),
          16,
          Duration.ofMinutes(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(75),
          32,
          Duration.ofMinutes(5));

  public ResponderSettings {
    if (attempts < 1 || parallel < 1 || parallelLooks < 1) {
      throw new IllegalArgumentException("at least one attempt and one action at a time");
    }
  }

  /** Without the settings of what only looks, which {@link #DEFAULTS} has, and not persistent. */
  public ResponderSettings(
      Duration timeLimit,
      int attempts,
      Duration firstPause,
      int parallel,
      Duration undoAgainAfter,
      Duration storeAgainAfter) {
    this(
        timeLimit,
        attempts,
        firstPause,
        parallel,
        undoAgainAfter,
        storeAgainAfter,
        DEFAULTS.lookFor,
        DEFAULTS.parallelLooks,
        Duration.ZERO);
  }

  /** The same for actions that only look, of which a failed one is not tried again at once. */
  ResponderSettings looking() {
    return new ResponderSettings(
        lookFor,
        1,
        firstPause,
        parallelLooks,
        undoAgainAfter,
        storeAgainAfter,
        lookFor,
        parallelLooks,
        Duration.ZERO);
  }

  /** The same with so much time for actions that only look. */
  public ResponderSettings withLookFor(Duration limit) {
    return new ResponderSettings(
        timeLimit,
        attempts,
        firstPause,
        parallel,
        undoAgainAfter,
        storeAgainAfter,
        limit,
        parallelLooks,
        persistFor);
  }

  /** The same, persistent for so long. */
  ResponderSettings withPersistFor(Duration limit) {
    return new ResponderSettings(
        timeLimit,
        attempts,
        firstPause,
        parallel,
        undoAgainAfter,
        storeAgainAfter,
        lookFor,
        parallelLooks,
        limit);
  }
}
