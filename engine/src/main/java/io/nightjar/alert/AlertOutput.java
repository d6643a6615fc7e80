package io.nightjar.alert;

import io.nightjar.rules.RulePriority;
import java.io.IOException;

/**
 * Takes alerts to one place; may block. Only {@link QueuedOutput}'s thread calls it, but for {@link
 * #close}, which may come from another to end a call that is stuck.
 */
public interface AlertOutput extends AutoCloseable {

  /**
   * @param line without its end
   * @throws IOException when the place did not take it, after all tries; no message tells a secret
   */
  void write(String line) throws IOException, InterruptedException;

  /**
   * As {@link #write(String)}, for places that sort by it.
   *
   * @param priority how severe what the line tells is
   */
  default void write(String line, RulePriority priority) throws IOException, InterruptedException {
    write(line);
  }

  /** Nothing waits at the moment: what is held back goes out. */
  default void idle() throws IOException {}

  /** Opens anew what is open, because somebody moved it away. */
  default void reopen() throws IOException {}

  /** Lets go at once. */
  @Override
  void close();
}
