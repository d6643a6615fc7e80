package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RenameIT extends HookIT {

  @Test
  void tellsBothNames() {
    EventView event = call("rename", file, "other").only(EventType.RENAME);

    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.OLD_PATH)).isEqualTo(file.toString());
    assertThat(event.has(Arg.OLD_DIRECTORY)).isFalse();
    assertThat(event.text(Arg.NEW_PATH)).isEqualTo("other");
    assertThat(event.absolutePath(Arg.NEW_PATH)).isEqualTo(folder.resolve("other").toString());
  }

  @Test
  void tellsNamesBelowDescriptors() {
    EventView event = call("renameat", folder, "file", "cwd", "other").only(EventType.RENAMEAT);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.OLD_DIRECTORY_FD)).isGreaterThan(2);
    assertThat(event.number(Arg.NEW_DIRECTORY_FD)).isEqualTo(AT_FDCWD);
    assertThat(event.absolutePath(Arg.OLD_PATH)).isEqualTo(file.toString());
    assertThat(event.absolutePath(Arg.NEW_PATH)).isEqualTo(folder.resolve("other").toString());
  }

  @Test
  void tellsAFailureWithItsFlags() {
    EventView event = call("renameat2", "cwd", "no", "cwd", "other", 1).only(EventType.RENAMEAT2);

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.number(Arg.FLAGS)).isEqualTo(1);
    assertThat(event.absolutePath(Arg.OLD_PATH)).isEqualTo(folder.resolve("no").toString());
  }
}
