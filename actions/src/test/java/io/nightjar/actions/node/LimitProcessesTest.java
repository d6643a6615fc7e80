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
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitProcessesTest {
  private static final ContainerTarget WEB =
      new ContainerTarget("node-1", "c".repeat(64), "uid", "shop", "checkout", "web");

  @TempDir private Path folder;

  private final Container container = new Container();

  /** One container with nine processes. */
  private static final class Container implements ContainerControl {
    private State state = State.RUNNING;
    private String most = "max";
    private long inode = 7;
    private boolean forbids;

    @Override
    public ProcessLimit processLimit(ContainerTarget target) {
      return new ProcessLimit(state, most, 9, "/group", inode, "not here");
    }

    @Override
    public ProcessLimit limitProcesses(ContainerTarget target, long inode, String most) {
      if (!forbids && inode == this.inode) {
        this.most = most;
      }
      return new ProcessLimit(state, this.most, 9, "/group", inode, "the kernel refuses: EPERM");
    }

    @Override
    public Freezing freeze(ContainerTarget target) {
      throw new AssertionError("frozen");
    }

    @Override
    public Freezing thaw(ContainerTarget target) {
      throw new AssertionError("thawed");
    }

    @Override
    public Freezing look(ContainerTarget target) {
      throw new AssertionError("looked whether it is frozen");
    }
  }

  private LimitProcesses action() {
    return new LimitProcesses(container, new Intents(folder));
  }

  private static ActionRequest request(String id, Target target, String most, boolean dryRun) {
    return new ActionRequest(
        id, LimitProcesses.ID, target, Parameters.NONE.with("most", most), dryRun);
  }

  private static ActionRequest request(String id) {
    return request(id, WEB, "64", false);
  }

  @Test
  void limitsOnceAndTheUndoRestoresWhatThereWas() {
    container.most = "4096";
    Outcome.Succeeded done = (Outcome.Succeeded) action().execute(request("r-1"));
    assertThat(done.changes())
        .containsExactly(
            "container web of pod shop/checkout may have 64 processes and threads at most,"
                + " before: 4096");
    assertThat(container.most).isEqualTo("64");
    assertThat(action().execute(request("r-2"))).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(action().standing(request("r-1"), done.beforeState()))
        .isInstanceOf(Standing.Holds.class);

    assertThat(action().undo(request("r-1"), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(container.most).isEqualTo("4096");
    assertThat(action().undo(request("r-1"), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
  }

  @Test
  void aLowerLimitIsNotRaised() {
    container.most = "32";
    assertThat(action().execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(container.most).isEqualTo("32");
  }

  @Test
  void thoseThatAreTooManyAreTold() {
    Outcome.Succeeded done = (Outcome.Succeeded) action().execute(request("r-1", WEB, "4", false));
    assertThat(done.warnings()).anyMatch(one -> one.startsWith("it has 9 now"));
  }

  @Test
  void aLostOutcomeIsRecoveredWithWhatTheLimitWas() {
    assertThat(action().recover(request("r-1"))).isEmpty();
    action().execute(request("r-1"));
    Outcome.Succeeded recovered = action().recover(request("r-1")).orElseThrow();
    assertThat(action().recover(request("r-2"))).isEmpty();
    action().undo(request("r-1"), recovered.beforeState());
    assertThat(container.most).isEqualTo("max");
    assertThat(action().recover(request("r-1"))).isEmpty();
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedItSinceAndNeedlessWhenItWasMadeAnew() {
    Outcome.Succeeded done = (Outcome.Succeeded) action().execute(request("r-1"));
    container.most = "100";
    assertThat(action().undo(request("r-1"), done.beforeState()))
        .isInstanceOfSatisfying(
            UndoOutcome.Refused.class,
            refused ->
                assertThat(refused.difference())
                    .containsExactly("limit of processes: left 64, now 100"));
    assertThat(action().standing(request("r-1"), done.beforeState()))
        .isInstanceOf(Standing.Reverted.class);
    container.inode = 8;
    container.most = "64";
    assertThat(action().undo(request("r-1"), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(container.most).isEqualTo("64");
  }

  @Test
  void isTruthfulAboutWhatIsGoneOutOfReachOrForbidden() {
    container.forbids = true;
    assertThat(action().execute(request("r-0")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(Kind.REFUSED);
              assertThat(failed.cause()).contains("EPERM");
            });
    assertThat(action().recover(request("r-0"))).isEmpty();
    container.state = ContainerControl.State.GONE;
    assertThat(action().execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
    container.state = ContainerControl.State.UNAVAILABLE;
    assertThat(((Outcome.Failed) action().execute(request("r-2"))).kind())
        .isEqualTo(Kind.UNSUPPORTED);
    assertThat(action().execute(request("r-3", new PodTarget("a", "b", "c"), "64", false)))
        .isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void aDryRunLimitsNothing() {
    assertThat(action().execute(request("r-1", WEB, "64", true)))
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(container.most).isEqualTo("max");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "max", "many", "12345678"})
  void nonsenseIsRefused(String most) {
    assertThat(action().execute(request("r-1", WEB, most, false)))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(container.most).isEqualTo("max");
  }
}
