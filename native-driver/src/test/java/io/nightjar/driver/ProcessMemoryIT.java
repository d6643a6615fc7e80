package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

final class ProcessMemoryIT extends HookIT {
  private static final int EINVAL = -22;
  private static final int ESRCH = -3;
  private static final int NOBODY = PidMap.MAX_PID + 1;

  /** What the two vectors of the program that makes the calls hold together. */
  private static final int BYTES = 24;

  @Test
  void tellsAReadAndAWrite() {
    for (EventType type :
        new EventType[] {EventType.PROCESS_VM_READV, EventType.PROCESS_VM_WRITEV}) {
      KernelRecorder.Run run = call(type.callName().replace('_', '-'), 0, 0);
      EventView event = run.only(type);

      assertThat(event.result()).isEqualTo(BYTES);
      assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
      assertThat(event.number(Arg.ADDRESS)).isEqualTo(run.printed("ADDRESS"));
      assertThat(event.number(Arg.SIZE)).isEqualTo(BYTES);
      assertThat(event.number(Arg.FLAGS)).isZero();
    }
  }

  @Test
  void tellsAFailureWithWhatWasAskedFor() {
    EventView gone = call("process-vm-writev", NOBODY, 0).only(EventType.PROCESS_VM_WRITEV);
    assertThat(gone.result()).isEqualTo(ESRCH);
    assertThat(gone.number(Arg.TARGET_PID)).isEqualTo(NOBODY);
    assertThat(gone.number(Arg.SIZE)).isEqualTo(BYTES);

    EventView flags = call("process-vm-readv", 1, 7).only(EventType.PROCESS_VM_READV);
    assertThat(flags.result()).isEqualTo(EINVAL);
    assertThat(flags.number(Arg.TARGET_PID)).isEqualTo(1);
    assertThat(flags.number(Arg.FLAGS)).isEqualTo(7);
  }

  @Test
  void readsTheNarrowVectorsOfTheThirtyTwoBitEntry() {
    assumeTrue(NativeLibrary.architecture().equals("x86_64"), "int 0x80 is x86's");
    KernelRecorder.Run run = call("process-vm-readv-compat");
    assumeTrue(run.printed("RESULT") != -38, "the kernel has no 32-bit entry");
    EventView event = run.only(EventType.PROCESS_VM_READV);

    assertThat(event.result()).isEqualTo(BYTES);
    assertThat(event.number(Arg.TARGET_PID)).isEqualTo(run.pid());
    assertThat(event.number(Arg.ADDRESS)).isEqualTo(run.printed("ADDRESS"));
    assertThat(event.number(Arg.SIZE)).isEqualTo(BYTES);
  }
}
