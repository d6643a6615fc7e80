package io.nightjar.agent.tasks;

import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.TaskOutcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks, each of which may come several times, has each done once, and hands on its outcome
 * each time. One that has expired or is of an engine that another has followed is refused before it
 * is begun. Any thread.
 */
final class TaskDesk {

  private static final Logger log = LoggerFactory.getLogger(TaskDesk.class);

  private final TaskLedger ledger;
  private final NodeHands hands;
  private final Lanes lanes;
  private final InstantSource engineTime;
  private final BiConsumer<String, TaskOutcome> answer;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /**
   * @param engineTime now, by the clock that sets when a task expires
   * @param answer gets the id of a task and its outcome; {@link #answered} follows
   */
  TaskDesk(
      TaskLedger ledger,
      NodeHands hands,
      Lanes lanes,
      InstantSource engineTime,
      BiConsumer<String, TaskOutcome> answer) {
    this.ledger = ledger;
    this.hands = hands;
    this.lanes = lanes;
    this.engineTime = engineTime;
    this.answer = answer;
  }

  /** Returns at once. */
  void take(NodeTask task) {
    if (!TaskLedger.isId(task.id()) || !running.add(task.id())) {
      return;
    }
    if (!lanes.run(task.work(), () -> settle(task))) {
      // it is handed out again
      running.remove(task.id());
      log.warn("task {} finds no room, too many wait", task.id());
    }
  }

  private void settle(NodeTask task) {
    boolean settled = false;
    try {
      answer.accept(task.id(), outcome(task));
      settled = true;
    } finally {
      if (!settled) {
        // whatever broke, the engine may ask again
        running.remove(task.id());
      }
    }
  }

  /** The outcome is where it belongs, or nobody wants it. */
  void answered(String id) {
    running.remove(id);
  }

  private TaskOutcome outcome(NodeTask task) {
    try {
      Optional<TaskLedger.Note> known =
          task.work().looks() ? Optional.empty() : ledger.find(task.id());
      if (known.isPresent() && known.get().outcome() != null) {
        return known.get().outcome();
      }
      Optional<String> not = whyNot(task);
      if (known.isPresent()) {
        return begunBefore(task, known.get().before(), not);
      }
      if (not.isPresent()) {
        refused.incrementAndGet();
        return new TaskOutcome.Refused(not.get());
      }
      return first(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TaskOutcome.Failed("the agent was stopped");
    } catch (RuntimeException e) {
      log.error("task {} failed", task.id(), e);
      return new TaskOutcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> whyNot(NodeTask task) {
    if (!ledger.admits(task.epoch())) {
      return Optional.of("another engine has followed the one that wanted it");
    }
    return engineTime.instant().isBefore(task.expires())
        ? Optional.empty()
        : Optional.of("it had expired at " + task.expires());
  }

  private TaskOutcome first(NodeTask task) throws InterruptedException {
    String before = hands.before(task.work());
    if (task.work().looks()) {
      return new TaskOutcome.Done(hands.perform(task.work()));
    }
    ledger.begin(task.id(), before);
    NodeResult result;
    try {
      result = hands.perform(task.work());
    } catch (RuntimeException e) {
      TaskOutcome failed = new TaskOutcome.Failed(String.valueOf(e.getMessage()));
      log.error("task {} failed", task.id(), e);
      ledger.finish(task.id(), before, failed);
      return failed;
    }
    return finished(task, before, result);
  }

  /** An earlier process ended while it was at it. */
  private TaskOutcome begunBefore(NodeTask task, String before, Optional<String> not)
      throws InterruptedException {
    if (not.isPresent()) {
      return new TaskOutcome.Unknown(
          "the agent ended while it was at it, and now it may not look again: " + not.get());
    }
    log.info("task {} was begun by an earlier process: it is looked up", task.id());
    return finished(task, before, hands.lookUp(task.work(), before));
  }

  private TaskOutcome finished(NodeTask task, String before, NodeResult result) {
    TaskOutcome outcome = new TaskOutcome.Done(result);
    ledger.finish(task.id(), before, outcome);
    done.incrementAndGet();
    return outcome;
  }

  /** Ids of the tasks that were taken and not answered. */
  List<String> running() {
    return List.copyOf(running);
  }

  /** Tasks that were done since the start, looks left out. */
  long done() {
    return done.get();
  }

  /** Tasks that were not begun. */
  long refused() {
    return refused.get();
  }
}
