package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Action;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.node.FreezeContainer;
import io.nightjar.actions.node.IsolatePodOnNode;
import io.nightjar.actions.node.LimitProcesses;
import io.nightjar.actions.process.KillProcess;
import io.nightjar.actions.process.StopProcess;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.respond.FaultNode.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every action on a node, and its undo, on every fault of the node's controls, through the
 * responder: each ends in a state that is true.
 */
class NodeFaultsTest {
  private static final String CONTAINER = "c".repeat(64);
  private static final ResponderSettings IMPATIENT =
      new ResponderSettings(
          Duration.ofMillis(400),
          3,
          Duration.ofMillis(1),
          4,
          Duration.ofMinutes(1),
          Duration.ofMillis(20));

  @TempDir private Path temp;
  private int runs;

  /** What is done on the node. */
  enum Deed {
    KILL(KillProcess.ID, false),
    STOP(StopProcess.ID, true),
    FREEZE(FreezeContainer.ID, true),
    LIMIT(LimitProcesses.ID, true),
    CUT(IsolatePodOnNode.ID, true);

    private final String id;
    private final boolean reversible;

    Deed(String id, boolean reversible) {
      this.id = id;
      this.reversible = reversible;
    }

    Action on(FaultNode node, Intents intents) {
      return switch (this) {
        case KILL -> new KillProcess(node);
        case STOP -> new StopProcess(node, intents);
        case FREEZE -> new FreezeContainer(node, intents);
        case LIMIT -> new LimitProcesses(node, intents);
        case CUT -> new IsolatePodOnNode(node);
      };
    }

    ResponseRequest request() {
      return new ResponseRequest(
          "n-1",
          "p",
          "rule",
          id,
          target(),
          this == LIMIT ? Parameters.NONE.with("most", "64") : Parameters.NONE,
          "because",
          List.of("d1"),
          Requests.TIME,
          Requests.TIME,
          null,
          null);
    }

    private Target target() {
      return switch (this) {
        case KILL, STOP ->
            new ProcessTarget("node-1", 4711, 99, CONTAINER, "uid", "shop", "checkout", "xmrig");
        case FREEZE, LIMIT ->
            new ContainerTarget("node-1", CONTAINER, "uid", "shop", "checkout", "web");
        case CUT -> new PodTarget("shop", "checkout", "uid");
      };
    }
  }

  /** One response on one node. */
  private final class Run implements AutoCloseable {
    private final FaultNode node = new FaultNode();
    private final Desk desk;

    Run(Deed deed) {
      Path own = temp.resolve("run-" + runs++);
      desk =
          Desk.open(
              own.resolve("state"),
              GateSettings.of(Mode.ENFORCE),
              new ManualClock(),
              IMPATIENT,
              deed.on(node, new Intents(own.resolve("intents"))));
    }

    Response execute(Deed deed, Fault fault) {
      node.fail(fault);
      desk.desk.request(deed.request());
      return ended(
          Set.of(ResponseState.SUCCEEDED, ResponseState.NOTHING_TO_DO, ResponseState.FAILED));
    }

    Response undo(Fault fault) {
      node.fail(fault);
      assertThat(desk.desk.undo("n-1", "anna", "")).isInstanceOf(DeskReply.Done.class);
      return ended(
          Set.of(ResponseState.UNDONE, ResponseState.UNDO_REFUSED, ResponseState.SUCCEEDED));
    }

    private Response ended(Set<ResponseState> ends) {
      Awaitility.await().until(() -> ends.contains(desk.now("n-1").state()));
      return desk.now("n-1");
    }

    /** After the time in which it is looked at again. */
    Response later() {
      desk.advance(Duration.ofMinutes(2));
      Awaitility.await()
          .until(
              () ->
                  desk.now("n-1").state() != ResponseState.FAILED
                      || desk.kinds("n-1").contains("response.looked-again"));
      return desk.now("n-1");
    }

    void undoes(Deed deed) {
      if (deed.reversible) {
        assertThat(undo(Fault.NONE).state()).isEqualTo(ResponseState.UNDONE);
        assertThat(node.isInForce()).isFalse();
      }
    }

    @Override
    public void close() {
      node.close();
      desk.close();
    }
  }

  private static Kind kind(Response failed) {
    assertThat(failed.state()).as(failed.reason()).isEqualTo(ResponseState.FAILED);
    return failed.outcome() instanceof Outcome.Failed outcome ? outcome.kind() : Kind.CONFLICT;
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void aNodeThatIsAwayForAMomentIsAskedAgain(Deed deed) {
    try (Run run = new Run(deed)) {
      assertThat(run.execute(deed, Fault.UNREACHABLE_ONCE).state())
          .isEqualTo(ResponseState.SUCCEEDED);
      assertThat(run.node.changes()).isOne();
      run.undoes(deed);
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void aNodeThatStaysAwayIsToldAndNothingIsDoneLater(Deed deed) {
    try (Run run = new Run(deed)) {
      Response failed = run.execute(deed, Fault.UNREACHABLE_FOR_LONG);
      assertThat(kind(failed)).isEqualTo(Kind.UNAVAILABLE);
      run.node.fail(Fault.NONE);
      assertThat(run.later().state()).isEqualTo(ResponseState.FAILED);
      assertThat(run.node.changes()).as("looking does not act").isZero();
    }
  }

  /** A process that is gone does not tell who killed it; what can be undone must be. */
  @ParameterizedTest
  @EnumSource(Deed.class)
  void aLostAnswerDoesNotCostTheUndoAndNothingIsDoneTwice(Deed deed) {
    try (Run run = new Run(deed)) {
      Response response = run.execute(deed, Fault.ANSWER_LOST);
      assertThat(run.node.changes()).isOne();
      assertThat(response.state())
          .as(response.reason())
          .isEqualTo(deed.reversible ? ResponseState.SUCCEEDED : ResponseState.NOTHING_TO_DO);
      run.undoes(deed);
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void anAnswerThatIsTooLateIsADoubtUntilItIsLookedAtAgain(Deed deed) {
    try (Run run = new Run(deed)) {
      Response doubtful = run.execute(deed, Fault.ANSWERED_TOO_LATE);
      assertThat(doubtful.reason()).contains("it may still have happened");
      assertThat(run.node.isInForce()).isTrue();
      Response later = run.later();
      switch (deed) {
        case FREEZE, LIMIT, CUT -> {
          assertThat(later.state()).as(later.reason()).isEqualTo(ResponseState.SUCCEEDED);
          run.undoes(deed);
        }
        case STOP ->
            assertThat(run.desk.desk.history("n-1").toString())
                .contains("whether it happened cannot be seen");
        case KILL -> assertThat(later.state()).isEqualTo(ResponseState.FAILED);
      }
      assertThat(run.node.changes()).isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void whatIsGoneNeedsNothing(Deed deed) {
    try (Run run = new Run(deed)) {
      assertThat(run.execute(deed, Fault.GONE).state()).isEqualTo(ResponseState.NOTHING_TO_DO);
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void whatIsNotTheSameIsNotTouched(Deed deed) {
    try (Run run = new Run(deed)) {
      assertThat(kind(run.execute(deed, Fault.NOT_THE_SAME)))
          .isIn(Kind.WRONG_TARGET, Kind.UNSUPPORTED);
      assertThat(run.node.changes()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Deed.class)
  void whatTheKernelForbidsIsToldInItsWords(Deed deed) {
    try (Run run = new Run(deed)) {
      Response failed = run.execute(deed, Fault.FORBIDDEN);
      assertThat(kind(failed)).isNotEqualTo(Kind.UNAVAILABLE);
      assertThat(failed.reason()).contains(FaultNode.WHY);
      assertThat(run.node.changes()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"KILL", "STOP"})
  void ofATreeThatIsHalfDoneTheRestIsTold(Deed deed) {
    try (Run run = new Run(deed)) {
      Response half = run.execute(deed, Fault.HALF);
      assertThat(half.state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(half.outcome())
          .isInstanceOfSatisfying(
              Outcome.Succeeded.class,
              done -> {
                assertThat(done.changes()).hasSize(1);
                assertThat(done.warnings())
                    .anyMatch(warning -> warning.contains("4712 (sh): operation not permitted"));
              });
      run.undoes(deed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILL")
  void anUndoIsAskedForAgainUntilItIsDone(Deed deed) {
    for (Fault fault : List.of(Fault.UNREACHABLE_ONCE, Fault.ANSWER_LOST)) {
      try (Run run = new Run(deed)) {
        run.execute(deed, Fault.NONE);
        assertThat(run.undo(fault).state()).as(fault.name()).isEqualTo(ResponseState.UNDONE);
        assertThat(run.node.isInForce()).isFalse();
        assertThat(run.node.changes()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILL")
  void anUndoThatTheNodeDoesNotAnswerLeavesItInForceAndComesBack(Deed deed) {
    try (Run run = new Run(deed)) {
      run.execute(deed, Fault.NONE);
      Response failed = run.undo(Fault.UNREACHABLE_FOR_LONG);
      assertThat(failed.state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(failed.reason()).startsWith("still in force, the undo failed");
      assertThat(run.node.isInForce()).isTrue();
      run.node.fail(Fault.NONE);
      run.desk.advance(Duration.ofMinutes(2));
      assertThat(run.desk.await("n-1", ResponseState.UNDONE).state())
          .isEqualTo(ResponseState.UNDONE);
      assertThat(run.node.isInForce()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KILL")
  void anUndoOfWhatIsNoLongerTheSameIsRefused(Deed deed) {
    try (Run run = new Run(deed)) {
      run.execute(deed, Fault.NONE);
      assertThat(run.undo(Fault.NOT_THE_SAME).state()).isEqualTo(ResponseState.UNDO_REFUSED);
      assertThat(run.node.changes()).isOne();
    }
  }

  @Test
  void anUndoOfWhatIsGoneNeedsNothing() {
    for (Deed deed : List.of(Deed.STOP, Deed.FREEZE, Deed.LIMIT, Deed.CUT)) {
      try (Run run = new Run(deed)) {
        run.execute(deed, Fault.NONE);
        assertThat(run.undo(Fault.GONE).state()).isEqualTo(ResponseState.UNDONE);
      }
    }
  }
}
