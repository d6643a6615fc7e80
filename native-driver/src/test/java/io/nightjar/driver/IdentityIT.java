package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IdentityIT extends HookIT {
  private static final long UNCHANGED = 0xffff_ffffL;

  @Test
  void tellsWhoAProcessBecame() {
    EventView event = call("setuid", 1000).only(EventType.SETUID);

    assertThat(event.result()).isZero();
    ids(event, 1000, 1000, 1000);
    assertThat(event.uid()).isEqualTo(1000);
    assertThat(event.gid()).isZero();
    assertThat(event.number(Arg.EUID)).isEqualTo(1000);
    assertThat(event.number(Arg.EGID)).isZero();
  }

  @Test
  void tellsEveryFormOfUserAndGroup() {
    ids(call("setgid", 7).only(EventType.SETGID), 7, 7, 7);
    ids(call("setreuid", 5, -1).only(EventType.SETREUID), 5, UNCHANGED, UNCHANGED);
    ids(call("setregid", -1, 6).only(EventType.SETREGID), UNCHANGED, 6, UNCHANGED);
    ids(call("setresuid", 1, 2, 3).only(EventType.SETRESUID), 1, 2, 3);
    ids(call("setresgid", 4, 5, 6).only(EventType.SETRESGID), 4, 5, 6);
  }

  @Test
  void tellsARefusalWithWhoItStillIs() {
    EventView event = call("setuid", -1).only(EventType.SETUID);

    assertThat(event.result()).isEqualTo(-22);
    assertThat(event.uid()).isZero();
    assertThat(event.number(Arg.EUID)).isZero();
  }

  private static void ids(EventView event, long real, long effective, long saved) {
    assertThat(event.number(Arg.REAL_ID)).isEqualTo(real);
    assertThat(event.number(Arg.EFFECTIVE_ID)).isEqualTo(effective);
    assertThat(event.number(Arg.SAVED_ID)).isEqualTo(saved);
  }
}
