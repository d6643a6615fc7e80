package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class SetupIT extends HookIT {
  private static final int O_CLOEXEC = 02000000;
  private static final int UFFD_USER_MODE_ONLY = 1;
  private static final int IORING_SETUP_CQSIZE = 8;

  @Test
  void tellsUserfaultfd() {
    EventView event =
        call("userfaultfd", O_CLOEXEC | UFFD_USER_MODE_ONLY).only(EventType.USERFAULTFD);

    assumeTrue(event.result() >= 0, "the kernel has no userfaultfd: " + event.result());
    assertThat(event.number(Arg.FLAGS)).isEqualTo(O_CLOEXEC | UFFD_USER_MODE_ONLY);
    assertThat(event.has(Arg.SIZE)).isFalse();
  }

  @Test
  void tellsARefusedUserfaultfd() {
    EventView event = call("userfaultfd", 0x40000000).only(EventType.USERFAULTFD);

    assertThat(event.result()).isNegative();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(0x40000000);
  }

  @Test
  void tellsWhatAnIoUringGot() {
    KernelRecorder.Run run = call("io-uring", 5);
    EventView event = run.only(EventType.IO_URING_SETUP);

    assumeTrue(event.result() >= 0, "the kernel gives no io_uring: " + event.result());
    assertThat(event.number(Arg.SIZE)).isEqualTo(5);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(IORING_SETUP_CQSIZE);
    assertThat(event.number(Arg.QUEUE_SIZE)).isEqualTo(run.printed("SUBMISSIONS")).isEqualTo(8);
    assertThat(event.number(Arg.COMPLETION_SIZE)).isEqualTo(run.printed("COMPLETIONS"));
    assertThat(event.number(Arg.FEATURES)).isEqualTo(run.printed("FEATURES")).isPositive();
    assertThat(event.has(Arg.THREAD_CPU)).isTrue();
    assertThat(event.has(Arg.THREAD_IDLE)).isTrue();
  }

  @Test
  void tellsARefusedIoUring() {
    EventView event = call("io-uring", 0).only(EventType.IO_URING_SETUP);

    assertThat(event.result()).isNegative();
    assertThat(event.number(Arg.SIZE)).isZero();
    assertThat(event.has(Arg.SIZE)).isTrue();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(IORING_SETUP_CQSIZE);
  }
}
