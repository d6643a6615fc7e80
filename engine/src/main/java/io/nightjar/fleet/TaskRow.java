package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.TaskOutcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is kept.
 *
 * @param sameness equal for tasks that ask the same of the same node on behalf of the same response
 * @param attempt the first is 1
 * @param settled whether its outcome was told to whoever asked
 * @param outcome null while it is open, and for one that was withdrawn
 */
record TaskRow(
    NodeTask task,
    String node,
    String sameness,
    int attempt,
    State state,
    boolean settled,
    Instant made,
    @Nullable TaskOutcome outcome) {

  /** Where it stands. */
  enum State {
    OPEN,
    DONE,
    /** No agent had it when it was taken back. */
    WITHDRAWN
  }
}
