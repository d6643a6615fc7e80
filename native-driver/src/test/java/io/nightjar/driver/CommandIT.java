package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CommandIT extends HookIT {
  private static final int PR_SET_NAME = 15;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
  private static final int KEYCTL_SEARCH = 10;
  private static final int EINVAL = -22;

  @Test
  void tellsTheNameThatAThreadGaveItself() {
    EventView event = call("prctl-name", "a name that is too long").only(EventType.PRCTL);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.REQUEST)).isEqualTo(PR_SET_NAME);
    assertThat(event.text(Arg.NAME)).isEqualTo("a name that is ");
  }

  @Test
  void tellsAllArgumentsOfARefusedPrctl() {
    EventView event = call("prctl", PR_SET_NO_NEW_PRIVS, 1, 2, 3, 4).only(EventType.PRCTL);

    assertThat(event.result()).isEqualTo(EINVAL);
    assertThat(event.number(Arg.REQUEST)).isEqualTo(PR_SET_NO_NEW_PRIVS);
    assertThat(event.number(Arg.ADDRESS)).isEqualTo(1);
    assertThat(event.number(Arg.DATA)).isEqualTo(2);
    assertThat(event.number(Arg.THIRD)).isEqualTo(3);
    assertThat(event.number(Arg.FOURTH)).isEqualTo(4);
    assertThat(event.has(Arg.NAME)).isFalse();
  }

  @Test
  void tellsKeyctlAndItsFailure() {
    EventView joined = call("keyctl-join", "nightjar-ring").only(EventType.KEYCTL);
    assertThat(joined.number(Arg.REQUEST)).isEqualTo(KEYCTL_JOIN_SESSION_KEYRING);
    assertThat(joined.text(Arg.NAME)).isEqualTo("nightjar-ring");

    EventView failed =
        call("keyctl-search", 0x7fffffff, "user", "secret", 5).only(EventType.KEYCTL);
    assertThat(failed.result()).isNegative();
    assertThat(failed.number(Arg.REQUEST)).isEqualTo(KEYCTL_SEARCH);
    assertThat(failed.number(Arg.ADDRESS)).isEqualTo(0x7fffffff);
    assertThat(failed.number(Arg.DATA)).isNotZero();
    assertThat(failed.number(Arg.THIRD)).isNotZero();
    assertThat(failed.number(Arg.FOURTH)).isEqualTo(5);
    assertThat(failed.text(Arg.NAME)).isEqualTo("secret");
  }
}
