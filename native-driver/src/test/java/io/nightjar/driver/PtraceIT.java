package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PtraceIT extends HookIT {
  private static final int PTRACE_TRACEME = 0;
  private static final int PTRACE_PEEKTEXT = 1;
  private static final int ESRCH = -3;

  @Test
  void tellsTheRequest() {
    EventView event = call("ptrace", PTRACE_TRACEME, 0, 0, 0).only(EventType.PTRACE);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.REQUEST)).isEqualTo(PTRACE_TRACEME);
  }

  @Test
  void tellsTargetAddressAndData() {
    EventView event = call("ptrace", PTRACE_PEEKTEXT, 1, 4096, 7).only(EventType.PTRACE);

    assertThat(event.result()).isEqualTo(ESRCH);
    assertThat(event.number(Arg.REQUEST)).isEqualTo(PTRACE_PEEKTEXT);
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(event.number(Arg.ADDRESS)).isEqualTo(4096);
    assertThat(event.number(Arg.DATA)).isEqualTo(7);
  }
}
