package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessKillerTest {
  private static final int OWN = 50;
  private static final String POD = "a".repeat(64);

  private final FakeMachine machine = new FakeMachine();
  private final ProcessKiller killer = new ProcessKiller(machine, OWN);

  @Test
  void killsTheTreeRootFirst() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "miner");
    machine.add(90, 101, 9, POD, "worker");
    machine.add(200, 1, 7, POD, "bystander");

    ProcessKiller.Report report = killer.killTree(100, 7, POD);

    assertThat(report.killed()).containsExactly("100 (sh)", "101 (miner)", "90 (worker)");
    assertThat(report.refused()).isEmpty();
    assertThat(report.gone()).isFalse();
    assertThat(machine.living).containsOnlyKeys(200);
    assertThat(machine.openHandles).isEmpty();
  }

  @Test
  void killsOneProcessAloneWhenSoAsked() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "child");

    assertThat(killer.killAlone(100, 7, POD).killed()).containsExactly("100 (sh)");
    assertThat(machine.living).containsOnlyKeys(101);
    assertThat(machine.signals).containsExactly("100:19", "100:9");
  }

  @Test
  void looksAtNobodyElseWhereTheKernelListsChildren() {
    machine.listsChildren = true;
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "miner");
    machine.add(90, 101, 9, POD, "worker");
    machine.add(200, 1, 7, POD, "bystander");
    machine.beforePids =
        () -> {
          throw new IllegalStateException("all processes were asked for");
        };

    assertThat(killer.killTree(100, 7, POD).killed())
        .containsExactly("100 (sh)", "101 (miner)", "90 (worker)");
    assertThat(machine.living).containsOnlyKeys(200);
  }

  @Test
  void findsAChildThatIsOnceMissingFromTheList() {
    machine.listsChildren = true;
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "miner");
    machine.hidden.add(101);

    assertThat(killer.killTree(100, 7, POD).killed()).containsExactly("100 (sh)", "101 (miner)");
  }

  @Test
  void neverTouchesAProcessThatGotTheIdLater() {
    machine.add(100, 1, 99, POD, "innocent");

    ProcessKiller.Report report = killer.killTree(100, 7, POD);

    assertThat(report.killed()).isEmpty();
    assertThat(report.gone()).isTrue();
    assertThat(report.refused()).containsExactly("100 (innocent): another process has this id now");
    assertThat(machine.signals).isEmpty();
    assertThat(machine.openHandles).isEmpty();
  }

  @Test
  void theProcessThatIsReplacedBetweenLookAndSignalIsNotHit() {
    machine.add(100, 1, 7, POD, "meant");
    machine.afterOpen = () -> machine.add(100, 1, 8, POD, "innocent");

    ProcessKiller.Report report = killer.killTree(100, 7, POD);

    assertThat(report.killed()).isEmpty();
    assertThat(machine.living.get(100)).isNotNull();
    assertThat(machine.signals).isEmpty();
  }

  @Test
  void refusesAnotherContainerAndTheHost() {
    machine.add(100, 1, 7, "b".repeat(64), "other");
    machine.add(101, 1, 7, "", "host");

    assertThat(killer.killTree(100, 7, POD).refused())
        .containsExactly("100 (other): it is in another container than the one meant");
    assertThat(killer.killTree(101, 7, POD).refused()).hasSize(1);
    assertThat(killer.killTree(100, 7, "").refused()).hasSize(1);
    assertThat(machine.signals).isEmpty();
  }

  @Test
  void sparesADescendantInAnotherContainer() {
    machine.add(100, 1, 7, "", "containerd-shim");
    machine.add(101, 100, 8, POD, "pause");
    machine.add(102, 100, 8, "", "helper");

    ProcessKiller.Report report = killer.killTree(100, 7, "");

    assertThat(report.killed()).containsExactly("100 (containerd-shim)", "102 (helper)");
    assertThat(report.refused()).hasSize(1);
    assertThat(machine.living).containsOnlyKeys(101);
  }

  @Test
  void neverKillsInitOrItself() {
    machine.add(1, 0, 1, "", "init");
    machine.add(100, 1, 7, "", "shell");
    machine.add(OWN, 100, 8, "", "nightjar");
    machine.add(51, OWN, 9, "", "its-child");

    assertThat(killer.killTree(1, 1, "").refused()).containsExactly("1: it is the init process");
    assertThat(killer.killTree(OWN, 8, "").refused()).containsExactly("50: it is Nightjar itself");
    assertThat(killer.killTree(0, 0, "").killed()).isEmpty();
    assertThat(killer.killTree(-100, 7, "").killed()).isEmpty();
    assertThat(machine.signals).isEmpty();

    ProcessKiller.Report tree = killer.killTree(100, 7, "");
    assertThat(tree.killed()).containsExactly("100 (shell)");
    assertThat(tree.refused()).containsExactly("50: it is Nightjar itself");
    assertThat(machine.living).containsOnlyKeys(1, OWN, 51);
  }

  @Test
  void findsChildrenThatAreMadeDuringTheSearch() {
    machine.add(100, 1, 7, POD, "bomb");
    machine.beforeList = () -> machine.addOnce(101, 100, 8, POD, "late");

    assertThat(killer.killTree(100, 7, POD).killed()).containsExactly("100 (bomb)", "101 (late)");
  }

  @Test
  void looksAgainWhileAStopHasNotTakenEffect() {
    machine.add(100, 1, 7, POD, "bomb");
    machine.roundsUntilStill = 3;
    int[] rounds = {0};
    machine.beforeList =
        () -> {
          if (++rounds[0] == 3) {
            machine.addOnce(101, 100, 8, POD, "late");
          }
        };

    assertThat(killer.killTree(100, 7, POD).killed()).containsExactly("100 (bomb)", "101 (late)");
  }

  @Test
  void letsGoOnWhatItStoppedAndCouldNotKill() {
    machine.add(100, 1, 7, POD, "protected");
    machine.refuseKill = true;

    ProcessKiller.Report report = killer.killTree(100, 7, POD);

    assertThat(report.killed()).isEmpty();
    assertThat(report.refused()).containsExactly("100 (protected): it cannot be killed, errno 1");
    assertThat(machine.signals).containsExactly("100:19", "100:9", "100:18");
  }

  @Test
  void whatSomebodyElseStoppedIsNotLetGoOn() {
    machine.add(100, 1, 7, POD, "traced");
    machine.state(100, 'T');
    machine.refuseKill = true;

    assertThat(killer.killTree(100, 7, POD).killed()).isEmpty();
    assertThat(machine.signals).containsExactly("100:19", "100:9");
  }

  @Test
  void saysWhenThereIsNothingLeftToKill() {
    ProcessKiller.Report report = killer.killTree(100, 7, POD);

    assertThat(report).isEqualTo(new ProcessKiller.Report(List.of(), List.of(), true));
  }

  @Test
  void showsNoControlCharactersOfAName() {
    machine.add(100, 1, 7, POD, "\u001b[2Jx\n");

    assertThat(killer.killTree(100, 7, POD).killed()).containsExactly("100 (?[2Jx?)");
  }
}
