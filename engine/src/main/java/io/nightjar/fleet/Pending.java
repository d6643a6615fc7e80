package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.TaskOutcome;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A task between its asking and its answer; its {@link NodeBox} guards what changes. */
final class Pending {

  private final NodeTask task;
  private final CompletableFuture<TaskOutcome> answer = new CompletableFuture<>();
  private @Nullable Instant handedOut;

  /**
   * @param handedOut when an agent may first have got it; null where none can have
   */
  Pending(NodeTask task, @Nullable Instant handedOut) {
    this.task = task;
    this.handedOut = handedOut;
  }

  NodeTask task() {
    return task;
  }

  CompletableFuture<TaskOutcome> answer() {
    return answer;
  }

  @Nullable Instant handedOut() {
    return handedOut;
  }

  void handOut(Instant now) {
    handedOut = now;
  }
}
