package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class UnlinkIT extends HookIT {
  private static final int AT_REMOVEDIR = 0x200;

  @Test
  void tellsARemovedFile() {
    EventView event = call("unlink", "file").only(EventType.UNLINK);

    assertThat(event.result()).isZero();
    assertThat(event.text(Arg.PATH)).isEqualTo("file");
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.number(Arg.FLAGS)).isZero();
  }

  @Test
  void tellsAFailureBelowADescriptor() {
    EventView event = call("unlinkat", folder, "missing", 0).only(EventType.UNLINKAT);

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
  }

  @Test
  void tellsARemovedDirectoryEitherWay() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));

    EventView plain = call("rmdir", first).only(EventType.RMDIR);
    EventView at = call("unlinkat", "cwd", second, AT_REMOVEDIR).only(EventType.UNLINKAT);

    assertThat(plain.result()).isZero();
    assertThat(plain.number(Arg.FLAGS)).isEqualTo(AT_REMOVEDIR);
    assertThat(plain.text(Arg.PATH)).isEqualTo(first.toString());
    assertThat(at.result()).isZero();
    assertThat(at.number(Arg.FLAGS)).isEqualTo(AT_REMOVEDIR);
    assertThat(at.text(Arg.PATH)).isEqualTo(second.toString());
  }
}
