package io.nightjar.actions.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillProcessTest {
  private static final ProcessTarget MINER =
      new ProcessTarget(
          "node-1", 4711, 99, "c".repeat(64), "uid", "shop", "checkout", "xmrig\u001b[2J");

  /** A process table of one process, which is gone once it was killed. */
  private static final class OneProcess extends FakeProcesses {
    private final List<ProcessTarget> asked = new ArrayList<>();
    private boolean alive = true;

    @Override
    public KillResult kill(ProcessTarget target, boolean descendants) {
      asked.add(target);
      if (!descendants) {
        return new KillResult(List.of("4711 (xmrig)"), List.of(), false);
      }
      if (!alive) {
        return new KillResult(List.of(), List.of(), true);
      }
      alive = false;
      return new KillResult(
          List.of("4711 (xmrig\u001b[2J)", "4712 (sh)"), List.of("4713: started later"), false);
    }
  }

  private final OneProcess processes = new OneProcess();
  private final KillProcess kill = new KillProcess(processes);

  @Test
  void killsTheTreeAndTellsWhatWasLeftAlone() {
    Outcome.Succeeded done = (Outcome.Succeeded) kill.execute(request(MINER, false));
    assertThat(done.changes()).containsExactly("killed 4711 (xmrig\\u001b[2J)", "killed 4712 (sh)");
    assertThat(done.warnings()).containsExactly("left alone: 4713: started later");
    assertThat(done.beforeState()).isEqualTo(NullNode.getInstance());
    assertThat(processes.asked).containsExactly(MINER);
  }

  @Test
  void killsOneProcessAloneWhenSoAsked() {
    Parameters alone = Parameters.NONE.with("scope", "alone");
    Outcome.Succeeded done =
        (Outcome.Succeeded)
            kill.execute(new ActionRequest("r-1", KillProcess.ID, MINER, alone, false));
    assertThat(done.changes()).containsExactly("killed 4711 (xmrig)");

    Parameters strange = Parameters.NONE.with("scope", "everything");
    assertThat(kill.execute(new ActionRequest("r-1", KillProcess.ID, MINER, strange, false)))
        .isEqualTo(new Outcome.Failed(Kind.UNSUPPORTED, "the scope is tree or alone"));
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    kill.execute(request(MINER, false));
    assertThat(kill.execute(request(MINER, false))).isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void aRecycledProcessIdIsTheWrongTarget() {
    KillProcess refusing =
        new KillProcess(
            new FakeProcesses() {
              @Override
              public KillResult kill(ProcessTarget target, boolean descendants) {
                return new KillResult(
                    List.of(), List.of("4711: another process has this id now"), false);
              }
            });
    Outcome.Failed failed = (Outcome.Failed) refusing.execute(request(MINER, false));
    assertThat(failed.kind()).isEqualTo(Kind.WRONG_TARGET);
    assertThat(failed.cause()).contains("another process has this id now");
  }

  @Test
  void aDryRunSignalsNobody() {
    Outcome.Succeeded done = (Outcome.Succeeded) kill.execute(request(MINER, true));
    assertThat(done.changes()).allMatch(change -> change.startsWith("dry run: "));
    assertThat(done.changes().toString()).doesNotContain("\u001b");
    assertThat(processes.asked).isEmpty();
  }

  @Test
  void actsOnProcessesOnly() {
    Outcome.Failed failed =
        (Outcome.Failed) kill.execute(request(new PodTarget("shop", "checkout", "uid"), false));
    assertThat(failed.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(processes.asked).isEmpty();
  }

  @Test
  void cannotBeUndoneAndSaysSo() {
    assertThat(kill.descriptor().reversible()).isFalse();
    assertThat(kill.undo(request(MINER, false), NullNode.getInstance()))
        .isInstanceOf(UndoOutcome.Failed.class);
  }

  private static ActionRequest request(Target target, boolean dryRun) {
    return new ActionRequest("r-1", KillProcess.ID, target, Parameters.NONE, dryRun);
  }
}
