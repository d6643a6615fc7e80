package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.ProcessStopper.Stopped;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessStopperTest {
  private static final int OWN = 50;
  private static final String POD = "a".repeat(64);

  private final FakeMachine machine = new FakeMachine();
  private final ProcessStopper stopper = new ProcessStopper(machine, OWN);

  @Test
  void stopsTheTreeAndLeavesItStopped() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "miner");
    machine.add(200, 1, 7, POD, "bystander");

    ProcessStopper.Report report = stopper.stop(100, 7, POD, true);

    assertThat(report.stopped())
        .containsExactly(new Stopped(100, 7, "100 (sh)"), new Stopped(101, 8, "101 (miner)"));
    assertThat(report.refused()).isEmpty();
    assertThat(machine.signals).containsExactly("100:19", "101:19");
    assertThat(machine.openHandles).isEmpty();
  }

  @Test
  void stopsOneProcessAloneWhenSoAsked() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "child");

    assertThat(stopper.stop(100, 7, POD, false).stopped()).hasSize(1);
    assertThat(machine.signals).containsExactly("100:19");
  }

  @Test
  void tellsApartWhatSomebodyElseStopped() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "debugged");
    machine.state(101, 'T');

    ProcessStopper.Report report = stopper.stop(100, 7, POD, true);

    assertThat(report.stopped()).containsExactly(new Stopped(100, 7, "100 (sh)"));
    assertThat(report.stoodBefore()).containsExactly(new Stopped(101, 8, "101 (debugged)"));
  }

  @Test
  void stopsNeitherAnotherProcessNorAnotherContainerNorItself() {
    machine.add(100, 1, 99, POD, "innocent");
    machine.add(101, 1, 7, "b".repeat(64), "other");
    machine.add(OWN, 1, 7, POD, "nightjar");

    assertThat(stopper.stop(100, 7, POD, true).gone()).isTrue();
    assertThat(stopper.stop(101, 7, POD, true).refused()).hasSize(1);
    assertThat(stopper.stop(OWN, 7, POD, true).refused()).hasSize(1);
    assertThat(machine.signals).isEmpty();
  }

  @Test
  void saysWhenAProcessDoesNotStop() {
    machine.add(100, 1, 7, POD, "sleepless");
    machine.ignoresStop = true;
    machine.roundsUntilStill = Integer.MAX_VALUE;

    assertThat(stopper.stop(100, 7, POD, false).refused())
        .containsExactly("100 (sleepless): it has not stopped yet");
  }

  @Test
  void letsGoOnExactlyWhatItStopped() {
    machine.add(100, 1, 7, POD, "sh");
    machine.add(101, 100, 8, POD, "miner");
    List<Stopped> stopped = stopper.stop(100, 7, POD, true).stopped();
    machine.signals.clear();

    ProcessStopper.Resumed resumed = stopper.resume(stopped, POD);

    assertThat(resumed.resumed()).containsExactly("101 (miner)", "100 (sh)");
    assertThat(machine.signals).containsExactly("101:18", "100:18");
    assertThat(stopper.resume(stopped, POD).ranAlready()).hasSize(2);
    assertThat(machine.openHandles).isEmpty();
  }

  @Test
  void aProcessThatGotTheIdLaterIsLeftAlone() {
    machine.add(100, 1, 7, POD, "sh");
    List<Stopped> stopped = stopper.stop(100, 7, POD, true).stopped();
    machine.add(100, 1, 9, POD, "innocent");
    machine.state(100, 'T');
    machine.signals.clear();

    assertThat(stopper.resume(stopped, POD).gone()).containsExactly("100 (sh)");
    assertThat(machine.signals).isEmpty();
  }

  @Test
  void whatHasEndedCannotGoOn() {
    machine.add(100, 1, 7, POD, "sh");
    List<Stopped> stopped = stopper.stop(100, 7, POD, true).stopped();
    machine.living.clear();

    assertThat(stopper.resume(stopped, POD).gone()).containsExactly("100 (sh)");
  }
}
