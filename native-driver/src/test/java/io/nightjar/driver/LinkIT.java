package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LinkIT extends HookIT {
  private static final int EEXIST = -17;

  @Test
  void tellsWhatASymbolicLinkPointsToAndWhereItLies() {
    EventView event = call("symlink", "/etc/shadow", "link").only(EventType.SYMLINK);

    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.TARGET)).isEqualTo("/etc/shadow");
    assertThat(event.text(Arg.PATH)).isEqualTo("link");
    assertThat(event.text(Arg.DIRECTORY)).isEqualTo(folder.toString());
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("link").toString());
  }

  @Test
  void tellsASymbolicLinkBelowADescriptor() {
    EventView event = call("symlinkat", "/etc/shadow", folder, "file").only(EventType.SYMLINKAT);

    assertThat(event.result()).isEqualTo(EEXIST);
    assertThat(event.text(Arg.TARGET)).isEqualTo("/etc/shadow");
    assertThat(event.number(Arg.DIRECTORY_FD)).isGreaterThan(2);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsBothNamesOfAHardLink() {
    EventView plain = call("link", file, "second").only(EventType.LINK);
    assertThat(plain.result()).isZero();
    assertThat(plain.absolutePath(Arg.OLD_PATH)).isEqualTo(file.toString());
    assertThat(plain.absolutePath(Arg.NEW_PATH)).isEqualTo(folder.resolve("second").toString());

    EventView at = call("linkat", folder, "file", "cwd", "third", 0x400).only(EventType.LINKAT);
    assertThat(at.result()).isZero();
    assertThat(at.number(Arg.FLAGS)).isEqualTo(0x400);
    assertThat(at.absolutePath(Arg.OLD_PATH)).isEqualTo(file.toString());
    assertThat(at.absolutePath(Arg.NEW_PATH)).isEqualTo(folder.resolve("third").toString());
  }
}
