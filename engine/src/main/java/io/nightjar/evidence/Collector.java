package io.nightjar.evidence;

import java.io.IOException;

/**
 * Collects one kind of evidence. It runs on a thread of its own, which is interrupted and left
 * behind when the time is over; what it had written by then is kept.
 */
@FunctionalInterface
interface Collector {

  /**
   * @throws IOException when there is nothing to be had, with the reason for people
   */
  void collect(Scene scene, Sink sink) throws IOException;
}
