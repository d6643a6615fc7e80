package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SignalIT extends HookIT {
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  /** The mere test whether a signal could be sent. */
  private static final int NONE = 0;

  private static final int ESRCH = -3;
  private static final int EBADF = -9;
  private static final int NOBODY = PidMap.MAX_PID + 1;

  @Test
  void tellsKillAndItsFailure() {
    KernelRecorder.Run run = call("kill", 0, NONE);
    EventView event = run.only(EventType.KILL);
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
    assertThat(event.number(Arg.SIGNAL)).isZero();
    assertThat(event.has(Arg.TARGET_TID)).isFalse();
    assertThat(event.has(Arg.FD)).isFalse();

    EventView group = call("kill", -NOBODY, SIGTERM).only(EventType.KILL);
    assertThat(group.result()).isEqualTo(ESRCH);
    assertThat(group.number(Arg.TARGET_PID)).isEqualTo(-NOBODY);
    assertThat(group.number(Arg.SIGNAL)).isEqualTo(SIGTERM);
  }

  @Test
  void tellsTkillAndItsFailure() {
    KernelRecorder.Run run = call("tkill", 0, NONE);
    EventView event = run.only(EventType.TKILL);
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.TARGET_TID)).isEqualTo(run.pid());
    assertThat(event.has(Arg.TARGET_PID)).isFalse();

    EventView failed = call("tkill", NOBODY, SIGKILL).only(EventType.TKILL);
    assertThat(failed.result()).isEqualTo(ESRCH);
    assertThat(failed.number(Arg.TARGET_TID)).isEqualTo(NOBODY);
    assertThat(failed.number(Arg.SIGNAL)).isEqualTo(SIGKILL);
  }

  @Test
  void tellsTgkillAndItsFailure() {
    KernelRecorder.Run run = call("tgkill", 0, NONE);
    EventView event = run.only(EventType.TGKILL);
    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
    assertThat(event.number(Arg.TARGET_TID)).isEqualTo(run.pid());

    KernelRecorder.Run failing = call("tgkill", NOBODY, SIGKILL);
    EventView failed = failing.only(EventType.TGKILL);
    assertThat(failed.result()).isEqualTo(ESRCH);
    assertThat(failed.number(Arg.TARGET_PID)).isEqualTo(failing.pid());
    assertThat(failed.number(Arg.TARGET_TID)).isEqualTo(NOBODY);
    assertThat(failed.number(Arg.SIGNAL)).isEqualTo(SIGKILL);
  }

  @Test
  void tellsTheProcessBehindAPidfd() {
    KernelRecorder.Run run = call("pidfd-signal", NONE);
    EventView event = run.only(EventType.PIDFD_SEND_SIGNAL);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FD)).isEqualTo(run.printed("FD"));
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
    assertThat(event.number(Arg.SIGNAL)).isZero();
    assertThat(event.number(Arg.FLAGS)).isZero();
    assertThat(event.has(Arg.FLAGS)).isTrue();
  }

  @Test
  void tellsTheProcessBehindAPidfdAlsoWhenItIsGone() {
    KernelRecorder.Run run = call("pidfd-signal-gone");
    List<EventView> told = run.of(EventType.PIDFD_SEND_SIGNAL);

    assertThat(told).hasSize(2);
    assertThat(told.get(0).result()).isZero();
    assertThat(told.get(0).number(Arg.SIGNAL)).isEqualTo(SIGKILL);
    assertThat(told.get(0).number(Arg.TARGET_PID)).isEqualTo(run.printed("CHILD"));
    assertThat(told.get(1).result()).isEqualTo(ESRCH);
    assertThat(told.get(1).number(Arg.SIGNAL)).isEqualTo(SIGTERM);
    assertThat(told.get(1).number(Arg.TARGET_PID)).isEqualTo(run.printed("CHILD"));
  }

  @Test
  void tellsTheProcessBehindADirectoryOfProc() {
    KernelRecorder.Run run = call("pidfd-signal-file", "/proc/self", NONE);
    EventView event = run.only(EventType.PIDFD_SEND_SIGNAL);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
  }

  @Test
  void aFileThatIsNoPidfdHasNoProcess() {
    EventView event = call("pidfd-signal-file", file, SIGTERM).only(EventType.PIDFD_SEND_SIGNAL);

    assertThat(event.result()).isEqualTo(EBADF);
    assertThat(event.has(Arg.FD)).isTrue();
    assertThat(event.has(Arg.TARGET_PID)).isFalse();
  }

  @Test
  void theProcessHasTheNumberThatTheCallerKnowsItBy() {
    KernelRecorder.Run run =
        recorder()
            .run(
                folder,
                List.of(
                    "unshare",
                    "--pid",
                    "--fork",
                    KernelRecorder.CALLS.toString(),
                    "pidfd-signal",
                    "0"));
    EventView event =
        run.all().stream()
            .filter(e -> e.type() == EventType.PIDFD_SEND_SIGNAL)
            .filter(e -> e.pidNamespace() != KernelRecorder.namespace("pid"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(run.output()));

    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(event.namespaceTid()).isEqualTo(1);
    assertThat(event.tid()).isGreaterThan(1);
  }
}
