package io.nightjar.notify;

import java.io.IOException;

/** Takes one notice to one place; may block. */
@FunctionalInterface
public interface Delivery {

  /**
   * @throws IOException when the place did not take it, after all tries
   */
  void deliver(Notice notice) throws IOException, InterruptedException;
}
