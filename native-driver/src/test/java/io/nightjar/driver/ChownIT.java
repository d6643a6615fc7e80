package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChownIT extends HookIT {

  @ParameterizedTest
  @EnumSource(
      value = EventType.class,
      names = {"CHOWN", "LCHOWN"})
  void tellsTheNewOwner(EventType type) {
    EventView event = call(type.callName(), file, 1234, 4321).only(type);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.OWNER_UID)).isEqualTo(1234);
    assertThat(event.number(Arg.OWNER_GID)).isEqualTo(4321);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsThePathBehindADescriptor() {
    EventView event = call("fchown", file, 0, -1).only(EventType.FCHOWN);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.OWNER_UID)).isZero();
    assertThat(event.number(Arg.OWNER_GID)).isEqualTo(0xffff_ffffL);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsAFailureBelowADescriptor() {
    EventView event = call("fchownat", folder, "missing", 1, 2, 0x100).only(EventType.FCHOWNAT);

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(0x100);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
  }
}
