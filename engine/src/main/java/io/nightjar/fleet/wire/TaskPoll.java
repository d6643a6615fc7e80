package io.nightjar.fleet.wire;

import java.util.List;

/**
 * Asks for tasks.
 *
 * @param waitSeconds how long the answer may wait for one
 * @param running ids of the tasks that the agent has taken and not yet answered
 */
public record TaskPoll(int waitSeconds, List<String> running) {
  public TaskPoll {
    running = List.copyOf(running);
  }
}
