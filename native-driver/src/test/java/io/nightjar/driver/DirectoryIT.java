package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

final class DirectoryIT extends HookIT {
  private static final int EEXIST = -17;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int PIPE = 0010000;

  @Test
  void tellsANewDirectory() {
    EventView event = call("mkdir", "new", 01750).only(EventType.MKDIR);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.MODE)).isEqualTo(01750);
    assertThat(event.number(Arg.DIRECTORY_FD)).isEqualTo(AT_FDCWD);
    assertThat(event.text(Arg.PATH)).isEqualTo("new");
    assertThat(event.text(Arg.DIRECTORY)).isEqualTo(folder.toString());
    assertThat(event.has(Arg.DEVICE)).isFalse();
    assertThat(folder.resolve("new")).isDirectory();
  }

  @Test
  void tellsADirectoryBelowADescriptorAndOneThatIsThere() {
    EventView event = call("mkdirat", folder, "new", 0700).only(EventType.MKDIRAT);
    assertThat(event.number(Arg.DIRECTORY_FD)).isPositive();
    assertThat(event.number(Arg.MODE)).isEqualTo(0700);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder + "/new");

    EventView refused = call("mkdirat", "cwd", file, 0700).only(EventType.MKDIRAT);
    assertThat(refused.result()).isEqualTo(EEXIST);
    assertThat(refused.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(refused.has(Arg.DIRECTORY)).isFalse();
  }

  @Test
  void tellsANewPipe() {
    EventView event = call("mknod", folder.resolve("pipe"), PIPE | 0622, 0).only(EventType.MKNOD);

    assertThat(event.result()).isZero();
    assertThat(event.number(Arg.MODE)).isEqualTo(PIPE | 0622);
    assertThat(event.number(Arg.DEVICE)).isZero();
    assertThat(event.text(Arg.PATH)).isEqualTo(folder + "/pipe");
    assertThat(Files.exists(folder.resolve("pipe"))).isTrue();
  }

  @Test
  void tellsWhichDeviceANodeStandsFor() {
    int programs = 259 << 8 | 3 | 0x400 << 12;
    EventView event =
        call("mknodat", folder, "disk", CHARACTER_DEVICE | 0600, programs).only(EventType.MKNODAT);

    assertThat(event.number(Arg.MODE)).isEqualTo(CHARACTER_DEVICE | 0600);
    assertThat(event.number(Arg.DEVICE)).isEqualTo(259 << 20 | 0x403);
    assertThat(event.number(Arg.DIRECTORY_FD)).isPositive();
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder + "/disk");
  }
}
