package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChmodIT extends HookIT {
  private static final int ENOSYS = -38;

  @Test
  void tellsTheModeThatWasSet() {
    EventView event = call("chmod", file, 04755).only(EventType.CHMOD);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.MODE)).isEqualTo(04755);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.number(Arg.DIRECTORY_FD)).isEqualTo(AT_FDCWD);
  }

  @Test
  void tellsThePathBehindADescriptor() {
    EventView event = call("fchmod", "file", 0600).only(EventType.FCHMOD);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.MODE)).isEqualTo(0600);
    assertThat(event.number(Arg.FD)).isGreaterThan(2);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsAFailureBelowADescriptor() {
    EventView event = call("fchmodat", folder, "missing", 0777).only(EventType.FCHMODAT);

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.number(Arg.MODE)).isEqualTo(0777);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
  }

  @Test
  void tellsTheNewerFormWithItsFlags() {
    EventView event = call("fchmodat2", "cwd", "file", 0700, 0x100).only(EventType.FCHMODAT2);

    assertThat(event.result()).isIn(0L, (long) ENOSYS);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(0x100);
    assertThat(event.number(Arg.MODE)).isEqualTo(0700);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(file.toString());
  }
}
