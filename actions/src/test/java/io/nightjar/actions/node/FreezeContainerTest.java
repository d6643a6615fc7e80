package io.nightjar.actions.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerControl;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeContainerTest {
  private static final ContainerTarget WEB =
      new ContainerTarget("node-1", "c".repeat(64), "uid", "shop", "checkout", "web");

  @TempDir Path folder;

  private final Container container = new Container();

  /** One container. */
  private static final class Container implements ContainerControl {
    private State state = State.RUNNING;
    private State whenFrozen = State.FROZEN;
    private long inode = 7;

    @Override
    public Freezing freeze(ContainerTarget target) {
      State before = state;
      state = state == State.RUNNING ? whenFrozen : state;
      return new Freezing(before, state, "/group", inode, "");
    }

    @Override
    public Freezing thaw(ContainerTarget target) {
      State before = state;
      state = State.RUNNING;
      return new Freezing(before, state, "/group", inode, "");
    }

    @Override
    public ProcessLimit processLimit(ContainerTarget target) {
      throw new AssertionError("looked at its processes");
    }

    @Override
    public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
      throw new AssertionError("limited its processes");
    }

    @Override
    public Freezing look(ContainerTarget target) {
      return new Freezing(state, state, "/group", inode, "not here");
    }
  }

  @Test
  void freezesAndThaws() {
    Outcome.Succeeded done = (Outcome.Succeeded) freeze().execute(request("r-1"));
    assertThat(done.changes()).containsExactly("froze container web of pod shop/checkout");
    assertThat(freeze().execute(request("r-2"))).isInstanceOf(Outcome.NothingToDo.class);

    assertThat(freeze().undo(request("r-1"), done.beforeState()).toString()).contains("thawed");
    assertThat(container.state).isEqualTo(ContainerControl.State.RUNNING);
    assertThat(freeze().undo(request("r-1"), done.beforeState()).toString())
        .contains("somebody thawed it");
  }

  @Test
  void aRunThatWasCutShortKnowsItsOwnWork() {
    freeze().execute(request("r-1"));

    Outcome again = freeze().execute(request("r-1"));

    assertThat(again).isInstanceOf(Outcome.Succeeded.class);
  }

  @Test
  void saysWhenNotEverythingStandsYet() {
    container.whenFrozen = ContainerControl.State.FREEZING;

    assertThat(((Outcome.Succeeded) freeze().execute(request("r-1"))).warnings()).hasSize(1);
  }

  @Test
  void anotherContainerUnderTheSameIdIsNotThawed() {
    Outcome.Succeeded done = (Outcome.Succeeded) freeze().execute(request("r-1"));
    container.inode = 8;

    assertThat(freeze().undo(request("r-1"), done.beforeState()))
        .isInstanceOfSatisfying(
            UndoOutcome.Refused.class,
            refused ->
                assertThat(refused.difference())
                    .containsExactly("control group: was inode 7, is 8"));
    assertThat(container.state).isEqualTo(ContainerControl.State.FROZEN);
  }

  @Test
  void isTruthfulAboutWhatIsGoneOrOutOfReach() {
    container.state = ContainerControl.State.GONE;
    assertThat(freeze().execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
    container.state = ContainerControl.State.UNAVAILABLE;
    assertThat(((Outcome.Failed) freeze().execute(request("r-2"))).kind())
        .isEqualTo(Kind.UNSUPPORTED);
    ActionRequest pod =
        new ActionRequest(
            "r-3", FreezeContainer.ID, new PodTarget("a", "b", "c"), Parameters.NONE, false);
    assertThat(((Outcome.Failed) freeze().execute(pod)).kind()).isEqualTo(Kind.UNSUPPORTED);
  }

  @Test
  void aDryRunFreezesNothing() {
    ActionRequest dry = new ActionRequest("r-1", FreezeContainer.ID, WEB, Parameters.NONE, true);

    assertThat(freeze().execute(dry)).isInstanceOf(Outcome.Succeeded.class);
    assertThat(container.state).isEqualTo(ContainerControl.State.RUNNING);
  }

  private FreezeContainer freeze() {
    return new FreezeContainer(container, new Intents(folder));
  }

  private static ActionRequest request(String id) {
    return new ActionRequest(id, FreezeContainer.ID, WEB, Parameters.NONE, false);
  }
}
