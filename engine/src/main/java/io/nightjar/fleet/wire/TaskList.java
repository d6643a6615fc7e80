package io.nightjar.fleet.wire;

import java.util.List;

/** The answer to {@link TaskPoll}; one that is not answered is handed out again. */
public record TaskList(List<NodeTask> tasks) {
  public TaskList {
    tasks = List.copyOf(tasks);
  }
}
