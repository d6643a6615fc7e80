package io.nightjar.agent.link;

import java.time.Duration;

/** Waits between tries; tests do not. */
@FunctionalInterface
public interface Pause {

  /** Returns earlier when there is no reason to wait any more. */
  void sleep(Duration duration) throws InterruptedException;
}
