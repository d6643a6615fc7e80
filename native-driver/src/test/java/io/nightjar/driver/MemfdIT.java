package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MemfdIT extends HookIT {
  private static final int MFD_CLOEXEC = 1;
  private static final int EINVAL = -22;

  @Test
  void tellsNameAndFlags() {
    EventView event = call("memfd-create", "ghost", MFD_CLOEXEC).only(EventType.MEMFD_CREATE);

    assertThat(event.result()).isPositive();
    assertThat(event.text(Arg.NAME)).isEqualTo("ghost");
    assertThat(event.number(Arg.FLAGS)).isEqualTo(MFD_CLOEXEC);
  }

  @Test
  void tellsAFailureWithTheNameThatWasAskedFor() {
    EventView event = call("memfd-create", "ghost", 0xffff).only(EventType.MEMFD_CREATE);

    assertThat(event.result()).isEqualTo(EINVAL);
    assertThat(event.text(Arg.NAME)).isEqualTo("ghost");
    assertThat(event.number(Arg.FLAGS)).isEqualTo(0xffff);
  }
}
