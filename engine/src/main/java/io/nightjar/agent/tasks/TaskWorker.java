package io.nightjar.agent.tasks;

import io.nightjar.actions.NodeControls;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.fleet.wire.TaskList;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.fleet.wire.TaskPoll;
import io.nightjar.fleet.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks engines for tasks, has them done on this node, and answers. Thread: {@link #poll} is its
 * loop's only.
 */
public final class TaskWorker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TaskWorker.class);
  private static final Duration KEEP = Duration.ofDays(2);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final Duration LAST_TASKS = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final int ANSWERS_TRIED = 8;

  private final Link link;
  private final Lanes lanes = new Lanes();
  private final TaskLedger ledger;
  private final TaskDesk desk;
  private final ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param folder where it is noted what was done
   * @param engineTime now, by the engine's clock
   */
  public TaskWorker(
      Link link,
      NodeControls controls,
      EvidenceFolder evidence,
      Path folder,
      InstantSource engineTime,
      InstantSource clock)
      throws IOException {
    this.link = link;
    this.ledger = new TaskLedger(folder, KEEP, clock);
    EvidencePieces pieces = new EvidencePieces(evidence, link);
    this.desk =
        new TaskDesk(
            ledger,
            new NodeHands(controls, pieces::upload),
            lanes,
            engineTime,
            (id, outcome) -> answers.execute(() -> answer(id, outcome)));
  }

  /** Waits for tasks for a while and takes those that come. */
  public void poll() throws LinkFailure, InterruptedException {
    TaskPoll question = new TaskPoll((int) Wire.LONGEST_WAIT.toSeconds(), desk.running());
    TaskList list = link.post("/tasks", question, TaskList.class, Wire.LONGEST_WAIT.plus(MARGIN));
    list.tasks().forEach(desk::take);
  }

  /** Until an engine has it; one that never hears hands the task out again. */
  private void answer(String id, TaskOutcome outcome) {
    Duration pause = FIRST_PAUSE;
    try {
      for (int tried = 0; tried < ANSWERS_TRIED; tried++) {
        try {
          var unused = link.post("/tasks/" + id, outcome, Map.class, ANSWER_WITHIN);
          return;
        } catch (LinkFailure.Refused e) {
          log.info("nobody wants the outcome of task {} any more: {}", id, e.getMessage());
          return;
        } catch (LinkFailure e) {
          log.warn("the outcome of task {} is not taken yet: {}", id, e.getMessage());
          Thread.sleep(pause);
          pause = pause.multipliedBy(2);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      desk.answered(id);
    }
  }

  /** Now and then: forgets what was kept long enough. */
  public void forgetOld() {
    ledger.forgetOld();
  }

  /** Tasks that were done since the start, looks left out. */
  public long done() {
    return desk.done();
  }

  /** Tasks that were not begun, because they came too late. */
  public long refused() {
    return desk.refused();
  }

  /** How many are being done or answered. */
  public int running() {
    return desk.running().size();
  }

  /** What was begun comes to its end, for a few seconds. */
  @Override
  public void close() {
    lanes.finish(LAST_TASKS);
    answers.shutdown();
    try {
      if (!answers.awaitTermination(2, TimeUnit.SECONDS)) {
        answers.shutdownNow();
      }
    } catch (InterruptedException e) {
      answers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    lanes.close();
  }
}
