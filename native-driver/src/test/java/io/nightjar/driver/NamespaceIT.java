package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NamespaceIT extends HookIT {
  private static final int CLONE_NEWUTS = 0x04000000;
  private static final int CLONE_NEWNS = 0x00020000;
  private static final int EINVAL = -22;

  @Test
  void tellsWhichNamespaceIsEntered() {
    EventView event = call("setns", "/proc/self/ns/uts", CLONE_NEWUTS).only(EventType.SETNS);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(CLONE_NEWUTS);
    assertThat(event.number(Arg.INODE)).isEqualTo(KernelRecorder.namespace("uts"));
    assertThat(event.number(Arg.FD)).isGreaterThan(2);
  }

  @Test
  void tellsARefusedEntry() {
    EventView event = call("setns", "/etc/passwd", CLONE_NEWUTS).only(EventType.SETNS);

    assertThat(event.result()).isEqualTo(EINVAL);
  }

  @Test
  void tellsANewNamespaceAndReportsFromInsideIt() {
    List<EventView> found = call("unshare", CLONE_NEWNS).of(EventType.UNSHARE);

    assertThat(found).hasSize(1);
    assertThat(found.get(0).result()).isZero();
    assertThat(found.get(0).number(Arg.FLAGS)).isEqualTo(CLONE_NEWNS);
    assertThat(found.get(0).mountNamespace()).isNotEqualTo(KernelRecorder.namespace("mnt"));
  }
}
