package io.nightjar.rehearse;

import io.nightjar.detect.Detection;
import java.io.IOException;

/** Where a rehearsal takes the past from; read once, by one thread. */
@FunctionalInterface
public interface PastDetections {

  /**
   * Hands over what happened, in the order of time as nearly as it was recorded, until the end or
   * until nobody wants more.
   *
   * @throws IOException when it cannot be read at all; what is damaged in it is told to {@code
   *     taker}
   */
  void each(Taker taker) throws IOException;

  /** Who takes it, on the reading thread. */
  interface Taker {

    /** Whether anybody looks at detections of that rule; others need not be decoded. */
    boolean wants(String rule);

    /**
     * Waits while the taker is behind.
     *
     * @return false when nothing more is wanted
     */
    boolean take(Detection detection);

    /** There was one that nobody looks at; answers as {@link #take}. */
    boolean passOver();

    /**
     * There was one that cannot be read.
     *
     * @param where names it, so that it can be found again
     */
    void unreadable(String where, String why);
  }
}
