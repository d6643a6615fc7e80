package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CapsetIT extends HookIT {
  /** In the upper of the two words that a set is passed in. */
  private static final int CAP_BPF = 39;

  private static final int EPERM = -1;

  @Test
  void tellsWhatAThreadHasLeftAndWhatItWasRefused() {
    KernelRecorder.Run run = call("capset-drop", CAP_BPF);
    EventView exec = run.last(EventType.EXECVE);
    List<EventView> told = run.of(EventType.CAPSET);
    long left = exec.number(Arg.CAP_PERMITTED) & ~(1L << CAP_BPF);

    assertThat(told).hasSize(2);
    EventView dropped = told.get(0);
    assertThat(dropped.result()).isZero();
    assertThat(dropped.number(Arg.TARGET_PID)).isZero();
    assertThat(dropped.number(Arg.CAP_PERMITTED)).isEqualTo(left);
    assertThat(dropped.number(Arg.CAP_EFFECTIVE))
        .isEqualTo(exec.number(Arg.CAP_EFFECTIVE) & ~(1L << CAP_BPF));
    assertThat(dropped.number(Arg.CAP_INHERITABLE)).isEqualTo(exec.number(Arg.CAP_INHERITABLE));

    EventView refused = told.get(1);
    assertThat(refused.result()).isEqualTo(EPERM).isEqualTo(run.printed("RESULT"));
    assertThat(refused.number(Arg.CAP_PERMITTED)).isEqualTo(left | 1L << CAP_BPF);
    assertThat(refused.number(Arg.CAP_EFFECTIVE)).isEqualTo(dropped.number(Arg.CAP_EFFECTIVE));
  }

  @Test
  void readsTheHalfAsLongSetsOfAnOldHeader() {
    EventView event = call("capset-old").only(EventType.CAPSET);

    assertThat(event.result()).isEqualTo(EPERM);
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(event.number(Arg.CAP_EFFECTIVE)).isEqualTo(1);
    assertThat(event.number(Arg.CAP_PERMITTED)).isEqualTo(2);
    assertThat(event.number(Arg.CAP_INHERITABLE)).isEqualTo(4);
  }

  @Test
  void theProcessTableTakesOver() {
    KernelRecorder.Run run = call("capset-drop", CAP_BPF);
    ProcessTable table = ProcessTable.ofEventsAlone();
    run.own().stream().filter(e -> e.type() != EventType.PROCESS_EXIT).forEach(table::apply);
    ProcessInfo process = table.get(run.pid());

    assertThat(process).isNotNull();
    if (process != null) {
      assertThat(process.capPermitted())
          .isEqualTo(run.of(EventType.CAPSET).get(0).number(Arg.CAP_PERMITTED));
      assertThat(process.capEffective() & 1L << CAP_BPF).isZero();
    }
  }
}
