package io.nightjar.fleet;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.audit.Hash;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.NodeWork;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.gate.Durations;
import io.nightjar.http.RandomToken;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Has things done on other nodes: asks their agents, which come and fetch it, and waits for the
 * answer. What changes something is written down before an agent gets it, so that the same question
 * after a crash, or after a lost answer, finds the first attempt instead of beginning another. Any
 * thread.
 */
final class NodeTasks implements AutoCloseable {

  private static final Duration KEPT = Duration.ofDays(1);
  private static final int ID_DIGITS = 32;

  private final TaskTable table;
  private final Agents agents;
  private final Patience patience;
  private final LongSupplier epoch;
  private final InstantSource clock;
  private final Map<String, NodeBox> boxes = new ConcurrentHashMap<>();

  /**
   * Takes up what was open when the engine stopped: an agent may have it.
   *
   * @param epoch of this engine; never lower than that of one before
   */
  NodeTasks(
      TaskTable table, Agents agents, Patience patience, LongSupplier epoch, InstantSource clock) {
    this.table = table;
    this.agents = agents;
    this.patience = patience;
    this.epoch = epoch;
    this.clock = clock;
    for (TaskRow row : table.open()) {
      Pending unused = box(row.node()).put(new Pending(wantedNow(row.task()), row.made()));
    }
  }

  private NodeBox box(String node) {
    return boxes.computeIfAbsent(node, name -> new NodeBox(clock));
  }

  /**
   * Has it done on the node, and waits.
   *
   * @param response on whose behalf
   * @throws NodeFailure when it was not done, or nobody knows
   */
  NodeResult ask(String node, String response, NodeWork work) {
    Duration away = agents.away(node).orElse(null);
    if (away == null) {
      throw NodeFailure.notDone("no agent was ever heard on node " + node + "; nothing was done");
    }
    if (away.compareTo(Wire.SILENT_AFTER) >= 0) {
      throw NodeFailure.notDone(
          "no agent on " + node + " for " + Durations.words(away) + "; nothing was done");
    }
    return work.looks() ? look(node, response, work) : act(node, response, work);
  }

  private NodeResult look(String node, String response, NodeWork work) {
    // whoever looks again looks anew, and nobody has to know of it after a crash
    NodeTask task = task("l-" + RandomToken.make(), response, work);
    return told(node, "", await(node, box(node).put(new Pending(task, null)), work), work);
  }

  private NodeResult act(String node, String response, NodeWork work) {
    String sameness = sha256(String.join("\n", node, response, work.kind(), Json.write(work)));
    AtomicBoolean added = new AtomicBoolean();
    TaskRow row =
        table.findOrAdd(
            sameness,
            latest -> stands(latest, work),
            attempt -> {
              added.set(true);
              return row(node, response, work, sameness, attempt);
            });
    TaskOutcome outcome = row.outcome();
    if (outcome == null) {
      Pending pending =
          box(node).put(new Pending(wantedNow(row.task()), added.get() ? null : row.made()));
      if (!added.get()) {
        takeUp(node, sameness, pending);
      }
      outcome = await(node, pending, work);
    }
    return told(node, row.task().id(), outcome, work);
  }

  /** An answer that came between the reading of the row and the waiting found nobody to tell. */
  private void takeUp(String node, String sameness, Pending pending) {
    String id = pending.task().id();
    table
        .latest(sameness)
        .filter(row -> row.task().id().equals(id))
        .map(TaskRow::outcome)
        .ifPresent(
            outcome -> {
              box(node).remove(id);
              boolean unused = pending.answer().complete(outcome);
            });
  }

  private boolean stands(TaskRow latest, NodeWork work) {
    boolean lately = clock.instant().isBefore(latest.made().plus(patience.same(work)));
    return switch (latest.state()) {
      case OPEN -> lately;
      case DONE ->
          !latest.settled() && (lately || !(latest.outcome() instanceof TaskOutcome.Unknown));
      case WITHDRAWN -> false;
    };
  }

  private TaskRow row(String node, String response, NodeWork work, String sameness, int attempt) {
    String id = "t-" + sha256(sameness + "\n" + attempt).substring(0, ID_DIGITS);
    NodeTask task = task(id, response, work);
    return new TaskRow(
        task, node, sameness, attempt, TaskRow.State.OPEN, false, clock.instant(), null);
  }

  private NodeTask task(String id, String response, NodeWork work) {
    return new NodeTask(
        id, response, work, clock.instant().plus(patience.of(work)), epoch.getAsLong());
  }

  /** What an engine before this one began, this one wants: an agent refuses an older epoch. */
  private NodeTask wantedNow(NodeTask begun) {
    return new NodeTask(
        begun.id(), begun.response(), begun.work(), begun.expires(), epoch.getAsLong());
  }

  private TaskOutcome await(String node, Pending pending, NodeWork work) {
    String within = Durations.words(patience.of(work));
    try {
      return pending.answer().get(patience.of(work).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (box(node).withdraw(pending)) {
        boolean unused = !work.looks() && table.withdraw(pending.task().id());
        throw NodeFailure.notDone(
            "the agent on " + node + " did not come for it in " + within + "; nothing was done");
      }
      if (work.looks()) {
        box(node).remove(pending.task().id());
      }
      throw NodeFailure.unknown(
          "the agent on "
              + node
              + " took it and has not answered in "
              + within
              + "; it may still have happened");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NodeFailure.unknown("interrupted while the agent on " + node + " was at it");
    } catch (ExecutionException e) {
      throw new IllegalStateException("an answer is a value", e);
    }
  }

  private NodeResult told(String node, String id, TaskOutcome outcome, NodeWork work) {
    if (outcome instanceof TaskOutcome.Unknown unknown) {
      // left as it is, so that trying again at once is told the same, and the look decides
      throw NodeFailure.unknown(
          "whether it happened on " + node + " is not known: " + unknown.why());
    }
    if (!id.isEmpty()) {
      table.settle(id);
    }
    return switch (outcome) {
      case TaskOutcome.Done done -> done.result();
      case TaskOutcome.Refused refused ->
          throw NodeFailure.notDone("the agent on " + node + " did not begin it: " + refused.why());
      case TaskOutcome.Failed failed ->
          throw NodeFailure.notDone(
              "the agent on "
                  + node
                  + " failed at "
                  + work.kind()
                  + ", perhaps halfway: "
                  + failed.why());
      case TaskOutcome.Unknown unknown -> throw new IllegalStateException("told above");
    };
  }

  /** What the agent of a node is to do; empty when too many of its polls wait already. */
  Optional<List<NodeTask>> poll(String node, int waitSeconds, List<String> running)
      throws InterruptedException {
    long seconds = Math.clamp(waitSeconds, 0, Wire.LONGEST_WAIT.toSeconds());
    return box(node).poll(Duration.ofSeconds(seconds), Set.copyOf(running));
  }

  /**
   * The agent of the node says what became of one of its tasks; the first word counts, and of what
   * is not its own, or nobody waits for, none.
   */
  void answered(String node, String id, TaskOutcome outcome) {
    Optional<Pending> pending = box(node).find(id);
    if (pending.isEmpty() || pending.get().handedOut() == null) {
      return;
    }
    NodeWork work = pending.get().task().work();
    TaskOutcome fitting = fitting(work, outcome);
    if (!work.looks()) {
      boolean unused = table.done(id, fitting);
    }
    box(node).remove(id);
    boolean unused = pending.get().answer().complete(fitting);
  }

  private static TaskOutcome fitting(NodeWork work, TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Done done ->
          Fit.fits(work, done.result())
              ? done
              : new TaskOutcome.Failed("it answered " + work.kind() + " with something else");
      case TaskOutcome.Refused refused -> new TaskOutcome.Refused(Said.text(refused.why()));
      case TaskOutcome.Failed failed -> new TaskOutcome.Failed(Said.text(failed.why()));
      case TaskOutcome.Unknown unknown -> new TaskOutcome.Unknown(Said.text(unknown.why()));
    };
  }

  /** Whether the node's agent has been asked for evidence of that response and is at it. */
  boolean awaitsEvidence(String node, String response) {
    return box(node).awaitsEvidence(response);
  }

  /** Whether an outcome waits that whoever asked was not told, because it came too late. */
  boolean hasUntold(String response) {
    return table.hasUntold(response);
  }

  /** The container of which an agent was asked to collect evidence for that response. */
  Optional<ContainerTarget> collectedOf(String response) {
    return table.ofResponse(response, "collect").stream()
        .map(row -> row.task().work())
        .filter(NodeWork.Collect.class::isInstance)
        .map(work -> ((NodeWork.Collect) work).target())
        .findFirst();
  }

  /** Tasks that wait or run, of all nodes. */
  int open() {
    return boxes.values().stream().mapToInt(NodeBox::size).sum();
  }

  int open(String node) {
    NodeBox box = boxes.get(node);
    return box == null ? 0 : box.size();
  }

  /** Forgets what is over for long. */
  void forget() {
    Instant before = clock.instant().minus(KEPT);
    boxes.values().forEach(box -> box.forgetBefore(before));
    table.forgetBefore(before);
  }

  private static String sha256(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Lets those go who wait for something to do. */
  @Override
  public void close() {
    boxes.values().forEach(NodeBox::close);
  }
}
