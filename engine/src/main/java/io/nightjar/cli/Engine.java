package io.nightjar.cli;

/** What {@code run} starts. */
@FunctionalInterface
public interface Engine {

  /**
   * Runs until the process is told to stop.
   *
   * @return the exit code
   * @throws Exception when it cannot start; the message says what to do
   */
  int run(RunOptions options, Shell shell) throws Exception;
}
