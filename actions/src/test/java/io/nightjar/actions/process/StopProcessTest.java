package io.nightjar.actions.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.UndoOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopProcessTest {
  private static final ProcessTarget SHELL =
      new ProcessTarget("node-1", 4711, 99, "c".repeat(64), "uid", "shop", "checkout", "sh\u001b");

  @TempDir Path folder;

  private final Node node = new Node();
  private StopProcess stop = new StopProcess(node, new Intents(Path.of("unused")));

  @BeforeEach
  void open() {
    stop = new StopProcess(node, new Intents(folder));
  }

  /** Two processes, which stand or go. */
  private static final class Node extends FakeProcesses {
    private final List<StoppedProcess> running = new ArrayList<>();
    private final List<StoppedProcess> standing = new ArrayList<>();
    private boolean alive = true;

    Node() {
      running.add(new StoppedProcess(4711, 99, "4711 (sh)"));
      running.add(new StoppedProcess(4712, 100, "4712 (child)"));
    }

    @Override
    public StopResult stop(ProcessTarget target, boolean descendants) {
      if (!alive) {
        return new StopResult(List.of(), List.of(), List.of(), true);
      }
      List<StoppedProcess> before = List.copyOf(standing);
      List<StoppedProcess> now = List.copyOf(running);
      standing.addAll(now);
      running.clear();
      return new StopResult(now, before, List.of(), false);
    }

    @Override
    public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
      List<String> resumed = new ArrayList<>();
      List<String> ranAlready = new ArrayList<>();
      for (StoppedProcess one : stopped) {
        (standing.remove(one) ? resumed : ranAlready).add(one.name());
        running.add(one);
      }
      return new ResumeResult(resumed, ranAlready, List.of(), List.of());
    }
  }

  @Test
  void stopsTheTreeAndLetsExactlyThatGoOn() {
    Outcome.Succeeded done = (Outcome.Succeeded) stop.execute(request("r-1"));
    assertThat(done.changes()).containsExactly("stopped 4711 (sh)", "stopped 4712 (child)");

    UndoOutcome undone = stop.undo(request("r-1"), done.beforeState());

    assertThat(undone)
        .isEqualTo(new UndoOutcome.Undone(List.of("4711 (sh) goes on", "4712 (child) goes on")));
    assertThat(node.standing).isEmpty();
    assertThat(stop.undo(request("r-1"), done.beforeState()).toString()).contains("went on before");
  }

  @Test
  void anotherResponseFindsItStanding() {
    stop.execute(request("r-1"));

    assertThat(stop.execute(request("r-2")))
        .isInstanceOfSatisfying(
            Outcome.NothingToDo.class, why -> assertThat(why.why()).contains("stands already"));
  }

  @Test
  void whatARunThatWasCutShortHasStoppedIsItsOwn() {
    // it was killed after it had stopped them, so nobody has the outcome
    stop.execute(request("r-1"));

    StopProcess afterRestart = new StopProcess(node, new Intents(folder));
    Outcome.Succeeded again = (Outcome.Succeeded) afterRestart.execute(request("r-1"));

    assertThat(again.beforeState()).hasSize(2);
    assertThat(afterRestart.undo(request("r-1"), again.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(node.standing).isEmpty();
  }

  @Test
  void whatSomebodyElseStoppedDoesNotGoOnByUndo() {
    node.standing.add(node.running.remove(1));

    Outcome.Succeeded done = (Outcome.Succeeded) stop.execute(request("r-1"));
    assertThat(done.warnings())
        .containsExactly("4712 (child) stood already and will not go on by undo");
    stop.undo(request("r-1"), done.beforeState());

    assertThat(node.standing).hasSize(1);
  }

  @Test
  void aProcessThatHasEndedNeedsNoStop() {
    node.alive = false;

    assertThat(stop.execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void doesNothingWhenTheIntentCannotBeWritten() throws Exception {
    java.nio.file.Files.writeString(folder.resolve("file"), "in the way");
    StopProcess blocked = new StopProcess(node, new Intents(folder.resolve("file/intents")));

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> blocked.execute(request("r-1")))
        .hasMessageContaining("nothing is done");
    assertThat(node.standing).isEmpty();
  }

  @Test
  void aDryRunStopsNobodyAndStrangeScopesAreRefused() {
    ActionRequest dry = new ActionRequest("r-1", StopProcess.ID, SHELL, Parameters.NONE, true);
    assertThat(((Outcome.Succeeded) stop.execute(dry)).changes())
        .containsExactly(
            "dry run: stop process 4711 (sh\\u001b) in pod shop/checkout and its descendants");
    ActionRequest strange =
        new ActionRequest(
            "r-1", StopProcess.ID, SHELL, Parameters.NONE.with("scope", "world"), false);
    assertThat(((Outcome.Failed) stop.execute(strange)).kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(node.standing).isEmpty();
  }

  private static ActionRequest request(String id) {
    return new ActionRequest(id, StopProcess.ID, SHELL, Parameters.NONE, false);
  }
}
