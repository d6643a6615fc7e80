package io.nightjar.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.ContainerControl.Freezing;
import io.nightjar.actions.ContainerControl.State;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.NodeWork;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.store.Database;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTasksTest {

  private static final String NODE = "node-7";
  private static final NodeWork KILL =
      new NodeWork.Kill(new ProcessTarget(NODE, 42, 99, "c", "u", "shop", "cart", "miner"), true);
  private static final NodeWork LOOK =
      new NodeWork.LookContainer(new ContainerTarget(NODE, "c", "u", "shop", "cart", "main"));
  private static final TaskOutcome KILLED =
      new TaskOutcome.Done(
          new NodeResult.Killed(new KillResult(List.of("42 (miner)"), List.of(), false)));
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(60);

  @TempDir Path temp;

  private final Set<String> members = new HashSet<>();
  private final List<String> told = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T03:00:00Z");
  private Duration patience = LONG;

  @SuppressWarnings("NullAway.Init")
  private TestState state;

  @SuppressWarnings("NullAway.Init")
  private Database database;

  @SuppressWarnings("NullAway.Init")
  private Agents agents;

  @BeforeEach
  void open() {
    state = TestState.open(temp);
    database = state.database();
    agents = agents();
  }

  @AfterEach
  void close() {
    state.close();
  }

  private Agents agents() {
    int unused = database.write(transaction -> 0); // what was saved before is on the disk
    return new Agents(
        new AgentTable(database),
        new Agents.Watch() {
          @Override
          public void silent(AgentState agent, Duration away) {
            told.add(agent.node() + " silent for " + away.toSeconds() + " s");
          }

          @Override
          public void back(AgentState agent) {
            told.add(agent.node() + " back");
          }
        },
        members::contains,
        () -> now);
  }

  private NodeTasks tasks() {
    return new NodeTasks(
        new TaskTable(database), agents, new Patience(patience, patience), () -> 3, () -> now);
  }

  /** Those of an engine that leads after another. */
  private NodeTasks tasks(Agents known, long epoch) {
    return new NodeTasks(
        new TaskTable(database), known, new Patience(patience, patience), () -> epoch, () -> now);
  }

  private static CompletableFuture<NodeResult> asked(NodeTasks tasks, NodeWork work) {
    return CompletableFuture.supplyAsync(() -> tasks.ask(NODE, "r-1", work));
  }

  private static NodeTask taken(NodeTasks tasks) {
    return await().atMost(LONG).until(() -> poll(tasks), list -> !list.isEmpty()).getFirst();
  }

  private static List<NodeTask> poll(NodeTasks tasks) throws InterruptedException {
    return tasks.poll(NODE, 0, List.of()).orElseThrow();
  }

  @Test
  void anAgentThatIsAwayIsToldAtOnceAndForHowLong() {
    NodeTasks tasks = tasks();
    assertThatThrownBy(() -> tasks.ask(NODE, "r-1", KILL))
        .hasMessage("no agent was ever heard on node node-7; nothing was done")
        .hasNoCause();
    agents.heard(NODE, null);
    now = now.plusSeconds(42);
    assertThatThrownBy(() -> tasks.ask(NODE, "r-1", KILL))
        .hasMessage("no agent on node-7 for 42 seconds; nothing was done");
    assertThat(tasks.open()).isZero();
  }

  @Test
  void whatWasAskedIsFetchedOnceAndAnsweredOnce() throws Exception {
    agents.heard(NODE, null);
    NodeTasks tasks = tasks();
    CompletableFuture<NodeResult> answer = asked(tasks, KILL);
    NodeTask task = taken(tasks);
    assertThat(task.response()).isEqualTo("r-1");
    assertThat(task.epoch()).isEqualTo(3);
    assertThat(task.expires()).isEqualTo(now.plus(LONG));
    assertThat(poll(tasks)).as("it was given just now").isEmpty();
    now = now.plusSeconds(2);
    assertThat(tasks.poll(NODE, 0, List.of(task.id())).orElseThrow()).as("it has it").isEmpty();
    assertThat(poll(tasks)).as("it may have been lost on its way").containsExactly(task);
    tasks.answered("node-8", task.id(), new TaskOutcome.Refused("not mine"));
    tasks.answered(NODE, task.id(), KILLED);
    tasks.answered(NODE, task.id(), new TaskOutcome.Refused("too late"));
    assertThat(answer.join())
        .isEqualTo(new NodeResult.Killed(new KillResult(List.of("42 (miner)"), List.of(), false)));
    assertThat(tasks.open()).isZero();
  }

  @Test
  void whatNobodyFetchedWasNotDoneAndIsNotFetchedLater() throws Exception {
    agents.heard(NODE, null);
    patience = SHORT;
    NodeTasks tasks = tasks();
    assertThatThrownBy(() -> tasks.ask(NODE, "r-1", KILL))
        .hasMessageContaining("did not come for it")
        .hasMessageEndingWith("nothing was done")
        .hasNoCause();
    assertThat(poll(tasks)).isEmpty();
    assertThat(tasks().open()).as("after a restart").isZero();
  }

  @Test
  void whatWasFetchedAndNotAnsweredMayHaveHappenedAndIsNotAskedAgain() throws Exception {
    agents.heard(NODE, null);
    patience = Duration.ofMillis(400);
    NodeTasks tasks = tasks();
    CompletableFuture<NodeResult> first = asked(tasks, KILL);
    NodeTask task = taken(tasks);
    assertThatThrownBy(first::join)
        .cause()
        .hasMessageContaining("it may still have happened")
        .hasCauseInstanceOf(IOException.class);
    // it is tried again: the same task is waited for, no other is made
    CompletableFuture<NodeResult> second = asked(tasks, KILL);
    assertThat(tasks.open()).isEqualTo(1);
    tasks.answered(NODE, task.id(), KILLED);
    assertThat(second.join()).isInstanceOf(NodeResult.Killed.class);
  }

  @Test
  void anAnswerThatCameTooLateIsToldToWhoeverLooksAgain() throws Exception {
    agents.heard(NODE, null);
    patience = Duration.ofMillis(400);
    NodeTasks tasks = tasks();
    CompletableFuture<NodeResult> first = asked(tasks, KILL);
    NodeTask task = taken(tasks);
    assertThatThrownBy(first::join).isNotNull();
    tasks.answered(NODE, task.id(), KILLED);
    now = now.plus(Duration.ofHours(1));
    agents.heard(NODE, null);
    assertThat(tasks.hasUntold("r-1")).isTrue();
    assertThat(tasks.ask(NODE, "r-1", KILL)).isInstanceOf(NodeResult.Killed.class);
    assertThat(tasks.hasUntold("r-1")).isFalse();
  }

  @Test
  void aRestartFindsWhatAnAgentAnsweredMeanwhileAndDoesNothingTwice() throws Exception {
    agents.heard(NODE, null);
    NodeTasks before = tasks();
    CompletableFuture<NodeResult> lost = asked(before, KILL);
    NodeTask task = taken(before);

    NodeTasks after = tasks();
    assertThat(after.open()).isEqualTo(1);
    CompletableFuture<NodeResult> again = asked(after, KILL);
    after.answered(NODE, task.id(), KILLED);
    assertThat(again.join()).isInstanceOf(NodeResult.Killed.class);
    assertThat(lost).isNotDone();
    assertThat(after.open()).isZero();

    // what was told is over: asked once more, it is another attempt
    CompletableFuture<NodeResult> anew = asked(after, KILL);
    NodeTask second = taken(after);
    assertThat(second.id()).isNotEqualTo(task.id());
    after.answered(NODE, second.id(), new TaskOutcome.Refused("it had expired"));
    assertThatThrownBy(anew::join)
        .cause()
        .hasMessage("the agent on node-7 did not begin it: it had expired")
        .hasNoCause();
  }

  /**
   * Whoever decides, tasks are made by the engine that leads, and agents fetch them from it: those
   * that it left behind, and those that the next one makes, reach an agent that was with the first.
   */
  @Test
  void tasksReachTheirAgentOverATakeoverWhoeverMadeThem() throws Exception {
    NodeWork other =
        new NodeWork.Kill(new ProcessTarget(NODE, 43, 99, "c", "u", "shop", "cart", "miner"), true);
    agents.heard(NODE, null);
    NodeTasks first = tasks(agents, 3);
    CompletableFuture<NodeResult> begun = asked(first, KILL);
    String running = taken(first).id();
    CompletableFuture<NodeResult> unfetched =
        CompletableFuture.supplyAsync(() -> first.ask(NODE, "r-2", other));
    await().atMost(LONG).until(() -> first.open() == 2);

    // the first engine is gone, with all that it remembered; the agent looks for the one that leads
    NodeTasks second = tasks(agents(), 4);
    CompletableFuture<NodeResult> again = asked(second, KILL);
    CompletableFuture<NodeResult> late =
        CompletableFuture.supplyAsync(() -> second.ask(NODE, "r-2", other));
    CompletableFuture<NodeResult> made =
        CompletableFuture.supplyAsync(() -> second.ask(NODE, "r-3", KILL));
    await().atMost(LONG).until(() -> second.open() == 3);
    now = now.plusSeconds(3);
    List<NodeTask> fetched = second.poll(NODE, 0, List.of(running)).orElseThrow();

    assertThat(fetched).extracting(NodeTask::response).containsExactlyInAnyOrder("r-2", "r-3");
    assertThat(fetched).extracting(NodeTask::epoch).containsOnly(4L);
    fetched.forEach(task -> second.answered(NODE, task.id(), KILLED));
    second.answered(NODE, running, KILLED);
    assertThat(List.of(again.get(), late.get(), made.get())).hasSize(3);
    assertThat(second.open()).isZero();
    assertThat(begun).isNotDone();
    assertThat(unfetched).isNotDone();
    first.close();
  }

  @Test
  void anAgentThatDiedAtItIsToldAsUnknownAndIsNotAskedAgainAtOnce() throws Exception {
    agents.heard(NODE, null);
    NodeTasks tasks = tasks();
    CompletableFuture<NodeResult> answer = asked(tasks, KILL);
    tasks.answered(NODE, taken(tasks).id(), new TaskOutcome.Unknown("it was restarted"));
    assertThatThrownBy(answer::join)
        .cause()
        .hasMessage("whether it happened on node-7 is not known: it was restarted")
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> tasks.ask(NODE, "r-1", KILL)).hasMessageContaining("is not known");
    assertThat(tasks.open()).isZero();
  }

  @Test
  void anAnswerToAnotherQuestionIsNone() throws Exception {
    agents.heard(NODE, null);
    NodeTasks tasks = tasks();
    CompletableFuture<NodeResult> answer = asked(tasks, LOOK);
    tasks.answered(NODE, taken(tasks).id(), KILLED);
    assertThatThrownBy(answer::join).cause().hasMessageContaining("with something else");
  }

  @Test
  void whoLooksTwiceLooksAnewAndLeavesNothingOnTheDisk() throws Exception {
    agents.heard(NODE, null);
    NodeTasks tasks = tasks();
    Freezing running = new Freezing(State.RUNNING, State.RUNNING, "/x", 7, "");
    for (int i = 0; i < 2; i++) {
      CompletableFuture<NodeResult> answer = asked(tasks, LOOK);
      tasks.answered(NODE, taken(tasks).id(), new TaskOutcome.Done(new NodeResult.Frozen(running)));
      assertThat(answer.join()).isEqualTo(new NodeResult.Frozen(running));
    }
    assertThat(new TaskTable(database).ofResponse("r-1", LOOK.kind())).isEmpty();
  }

  @Test
  void evidenceIsTakenOnlyWhileTheNodesAgentIsAtIt() throws Exception {
    agents.heard(NODE, null);
    NodeTasks tasks = tasks();
    ContainerTarget target = new ContainerTarget(NODE, "c", "u", "shop", "cart", "main");
    CompletableFuture<NodeResult> answer =
        asked(tasks, new NodeWork.Collect("r-1", target, List.of("maps")));
    await().atMost(LONG).until(() -> tasks.open() == 1);
    assertThat(tasks.awaitsEvidence(NODE, "r-1")).as("nobody was asked yet").isFalse();
    NodeTask task = taken(tasks);
    assertThat(tasks.awaitsEvidence(NODE, "r-1")).isTrue();
    assertThat(tasks.awaitsEvidence(NODE, "r-2")).isFalse();
    assertThat(tasks.awaitsEvidence("node-8", "r-1")).isFalse();
    tasks.answered(NODE, task.id(), new TaskOutcome.Done(new NodeResult.Collection(null)));
    assertThat(answer.join()).isEqualTo(new NodeResult.Collection(null));
    assertThat(tasks.awaitsEvidence(NODE, "r-1")).isFalse();
    assertThat(tasks.collectedOf("r-1")).contains(target);
  }

  @Test
  void whoWaitsForSomethingToDoIsLetGoWhenTheEngineStops() throws Exception {
    NodeTasks tasks = tasks();
    CompletableFuture<List<NodeTask>> poll = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                poll.complete(tasks.poll(NODE, 25, List.of()).orElseThrow());
              } catch (InterruptedException e) {
                poll.completeExceptionally(e);
              }
            });
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              tasks.close();
              assertThat(poll).isDone();
            });
    assertThat(poll.join()).isEmpty();
  }

  @Test
  void anAgentThatStaysAwayIsRaisedOnceAndKnownAfterARestart() {
    members.add(NODE);
    members.add("node-8");
    agents.heard(NODE, null);
    agents.heard("node-8", null);
    now = now.plusSeconds(29);
    agents.look();
    assertThat(told).isEmpty();
    agents.heard("node-8", null);
    now = now.plusSeconds(2);
    agents.look();
    agents.look();
    assertThat(told).containsExactly("node-7 silent for 31 s");

    agents = agents();
    assertThat(agents.all()).extracting(AgentState::silent).containsExactly(true, false);
    now = now.plusSeconds(60);
    assertThat(members.remove(NODE)).isTrue();
    agents.look();
    assertThat(told).containsExactly("node-7 silent for 31 s", "node-8 silent for 60 s");
    assertThat(agents.all()).as("its node is gone").hasSize(1);
    agents.heard("node-8", null);
    assertThat(told).endsWith("node-8 back");
    assertThat(agents().all()).extracting(AgentState::silent).containsExactly(false);
  }
}
