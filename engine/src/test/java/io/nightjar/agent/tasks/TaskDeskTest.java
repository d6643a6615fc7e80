package io.nightjar.agent.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ContainerControl.State;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.driver.ProcessStopper;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.NodeWork;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.node.NodeProcessControl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskDeskTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final ProcessTarget PROCESS =
      new ProcessTarget("node-1", 7, 9, "", "", "", "", "sh");
  private static final ContainerTarget CONTAINER =
      new ContainerTarget("node-1", "c".repeat(64), "uid", "shop", "pod", "main");

  @TempDir Path folder;

  private final FakeControls node = new FakeControls();
  private final BlockingQueue<TaskOutcome> answers = new LinkedBlockingQueue<>();
  private Lanes lanes = new Lanes();
  private TaskDesk desk;

  @BeforeEach
  void start() throws IOException {
    desk = desk(new NodeHands(node.all(), (id, collected) -> List.of()));
  }

  /** A new process on the same disk. */
  private TaskDesk desk(NodeHands hands) throws IOException {
    lanes.close();
    lanes = new Lanes();
    TaskDesk[] made = new TaskDesk[1];
    made[0] =
        new TaskDesk(
            new TaskLedger(folder, Duration.ofDays(2), () -> NOW),
            hands,
            lanes,
            () -> NOW,
            (id, outcome) -> {
              made[0].answered(id);
              answers.add(outcome);
            });
    return made[0];
  }

  @AfterEach
  void stop() {
    lanes.close();
  }

  private static NodeTask task(String id, NodeWork work) {
    return new NodeTask(id, "r-1", work, NOW.plusSeconds(30), 5);
  }

  private @Nullable TaskOutcome outcome(NodeTask task) throws InterruptedException {
    desk.take(task);
    return answers.poll(20, TimeUnit.SECONDS);
  }

  /** Does the work, and ends the process before anybody notes what came of it. */
  private void diesWhile(NodeTask task) throws Exception {
    node.diesAfterwards = true;
    desk.take(task);
    Awaitility.await().dontCatchUncaughtExceptions().until(() -> !node.done.isEmpty());
    Awaitility.await().dontCatchUncaughtExceptions().until(() -> desk.running().isEmpty());
    node.diesAfterwards = false;
    start();
  }

  @Test
  void aTaskThatComesTwiceIsDoneOnceAndAnsweredTwice() throws Exception {
    NodeTask kill = task("t-1", new NodeWork.Kill(PROCESS, true));
    TaskOutcome first = outcome(kill);
    assertThat(first).isInstanceOf(TaskOutcome.Done.class);
    assertThat(outcome(kill)).isEqualTo(first);
    start();
    assertThat(outcome(kill)).as("after a restart").isEqualTo(first);
    assertThat(node.done).containsExactly("kill");
    assertThat(first)
        .asString()
        .contains("7 (sh)")
        .as("what the first run killed, not that it is gone now");
  }

  @Test
  void aTaskThatComesTooLateIsNotBegun() throws Exception {
    NodeTask late =
        new NodeTask("t-1", "r-1", new NodeWork.Kill(PROCESS, true), NOW.minusSeconds(1), 5);
    assertThat(outcome(late)).isInstanceOf(TaskOutcome.Refused.class);
    assertThat(node.done).isEmpty();
    assertThat(desk.refused()).isEqualTo(1);
  }

  @Test
  void whatAnEngineWantsThatAnotherHasFollowedIsNotBegun() throws Exception {
    assertThat(outcome(task("t-1", new NodeWork.Freeze(CONTAINER))))
        .isInstanceOf(TaskOutcome.Done.class);
    start();
    NodeTask older =
        new NodeTask("t-2", "r-1", new NodeWork.Kill(PROCESS, true), NOW.plusSeconds(30), 4);
    assertThat(outcome(older)).isInstanceOf(TaskOutcome.Refused.class);
    assertThat(node.done).containsExactly("freeze");
  }

  @Test
  void aProcessOfAnotherNodeIsNotTouched() throws Exception {
    desk =
        desk(
            new NodeHands(
                new NodeControls(
                    new NodeProcessControl(
                        "node-1", ProcessKiller.ofThisMachine(), ProcessStopper.ofThisMachine()),
                    node,
                    node.all().network(),
                    node,
                    node.all().intents()),
                (id, collected) -> List.of()));
    ProcessTarget elsewhere =
        new ProcessTarget("node-2", (int) ProcessHandle.current().pid(), 9, "", "", "", "", "java");
    assertThat(outcome(task("t-1", new NodeWork.Kill(elsewhere, false))))
        .isInstanceOfSatisfying(
            TaskOutcome.Done.class,
            done ->
                assertThat(done.result())
                    .isInstanceOfSatisfying(
                        NodeResult.Killed.class,
                        killed ->
                            assertThat(killed.result().refused().getFirst()).contains("node-2")));
  }

  @Test
  void aKillWhoseAnswerWasLostFindsItsProcessGone() throws Exception {
    NodeTask kill = task("t-1", new NodeWork.Kill(PROCESS, true));
    diesWhile(kill);
    assertThat(outcome(kill))
        .isInstanceOfSatisfying(
            TaskOutcome.Done.class,
            done -> assertThat(((NodeResult.Killed) done.result()).result().gone()).isTrue());
  }

  @Test
  void aFreezeWhoseAnswerWasLostIsLookedUpAndNotDoneAgain() throws Exception {
    NodeTask freeze = task("t-1", new NodeWork.Freeze(CONTAINER));
    diesWhile(freeze);
    TaskOutcome outcome = outcome(freeze);
    assertThat(node.done).containsExactly("freeze");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TaskOutcome.Done.class,
            done -> {
              var frozen = ((NodeResult.Frozen) done.result()).result();
              assertThat(frozen.before()).isEqualTo(State.RUNNING);
              assertThat(frozen.after()).isEqualTo(State.FROZEN);
            });
  }

  @Test
  void whatAStopWhoseAnswerWasLostHadStoppedCountsAsItsOwn() throws Exception {
    NodeTask stop = task("t-1", new NodeWork.Stop(PROCESS, true));
    diesWhile(stop);
    assertThat(outcome(stop))
        .isInstanceOfSatisfying(
            TaskOutcome.Done.class,
            done -> {
              var stopped = ((NodeResult.Stopped) done.result()).result();
              assertThat(stopped.stopped()).hasSize(1);
              assertThat(stopped.stoodBefore()).isEmpty();
            });
  }

  @Test
  void evidenceThatWasCollectedWholeIsNotCollectedAgain() throws Exception {
    NodeTask collect = task("t-1", new NodeWork.Collect("r-1", CONTAINER, List.of("processes")));
    diesWhile(collect);
    assertThat(outcome(collect)).isInstanceOf(TaskOutcome.Done.class);
    assertThat(node.done).containsExactly("collect");
  }

  @Test
  void whatWasBegunAndHasExpiredSinceIsToldAsUnknown() throws Exception {
    NodeTask freeze = task("t-1", new NodeWork.Freeze(CONTAINER));
    diesWhile(freeze);
    NodeTask late =
        new NodeTask("t-1", "r-1", new NodeWork.Freeze(CONTAINER), NOW.minusSeconds(1), 5);
    assertThat(outcome(late)).isInstanceOf(TaskOutcome.Unknown.class);
    assertThat(node.done).containsExactly("freeze");
  }

  @Test
  void containmentDoesNotWaitBehindEvidence() throws Exception {
    node.collecting = new CountDownLatch(1);
    for (int each = 0; each < 6; each++) {
      desk.take(
          task("e-" + each, new NodeWork.Collect("r-" + each, CONTAINER, List.of("packets:60s"))));
    }
    assertThat(outcome(task("t-1", new NodeWork.Kill(PROCESS, true))))
        .isInstanceOf(TaskOutcome.Done.class);
    assertThat(desk.running()).hasSize(6);
    node.collecting.countDown();
    Awaitility.await().until(() -> desk.running().isEmpty());
  }

  @Test
  void whatAControlThrowsIsToldAndNotTriedAgain() throws Exception {
    NodeTask cut =
        task("t-1", new NodeWork.Cut(new PodTarget("shop", "pod", "uid"), List.of(), "r-1"));
    TaskOutcome first = outcome(cut);
    assertThat(first).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(outcome(cut)).isEqualTo(first);
  }

  @Test
  void aTaskWhoseIdIsAPathIsNotTaken() throws Exception {
    desk.take(task("../../etc/cron.d/x", new NodeWork.Kill(PROCESS, true)));
    desk.take(task("t-2", new NodeWork.LookContainer(CONTAINER)));
    assertThat(answers.poll(20, TimeUnit.SECONDS)).isInstanceOf(TaskOutcome.Done.class);
    assertThat(node.done).isEmpty();
  }
}
