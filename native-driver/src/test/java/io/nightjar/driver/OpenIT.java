package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class OpenIT extends HookIT {
  private static final int O_WRONLY = 1;
  private static final int O_CREAT = 0100;

  @Test
  void tellsAnOpenedFileWithItsIdentity() throws IOException {
    EventView event = call("open", file, 0, 0).about(EventType.OPEN, Arg.PATH, file.toString());

    assertThat(event.result()).isNotNegative();
    assertThat(event.text(Arg.RAW_PATH)).isEqualTo(file.toString());
    assertThat(event.number(Arg.FLAGS)).isZero();
    assertThat(event.number(Arg.INODE)).isEqualTo(KernelRecorder.inode(file));
    assertThat(event.number(Arg.DEVICE)).isEqualTo(KernelRecorder.device(file));
    assertThat(event.number(Arg.FILE_MODE))
        .isEqualTo((long) (Integer) Files.getAttribute(file, "unix:mode"));
    assertThat(event.number(Arg.CREATED)).isZero();
    assertThat(event.number(Arg.DIRECTORY_FD)).isEqualTo(AT_FDCWD);
    assertThat(event.has(Arg.DIRECTORY)).isFalse();
  }

  @Test
  void tellsTheFileBehindALinkAndNotTheLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("harmless"), file);

    EventView event = call("open", link, 0, 0).about(EventType.OPEN, Arg.RAW_PATH, link.toString());

    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void tellsThatTheFileWasMade() {
    EventView event =
        call("openat", "cwd", "new", O_WRONLY | O_CREAT, 0640)
            .about(EventType.OPENAT, Arg.RAW_PATH, "new");

    assertThat(event.text(Arg.PATH)).isEqualTo(folder.resolve("new").toString());
    assertThat(event.number(Arg.FLAGS)).isEqualTo(O_WRONLY | O_CREAT);
    assertThat(event.number(Arg.MODE)).isEqualTo(0640);
    assertThat(event.number(Arg.CREATED)).isEqualTo(1);
  }

  @Test
  void tellsWhatCreatImplies() {
    EventView event = call("creat", "made", 0600).only(EventType.CREAT);

    assertThat(event.text(Arg.PATH)).isEqualTo(folder.resolve("made").toString());
    assertThat(event.number(Arg.FLAGS)).isEqualTo(O_CREAT | O_WRONLY | 01000);
    assertThat(event.number(Arg.MODE)).isEqualTo(0600);
  }

  @Test
  void givesAFailedRelativeOpenItsWorkingDirectory() {
    EventView event =
        call("openat", "cwd", "sub/../missing", 0, 0)
            .about(EventType.OPENAT, Arg.PATH, "sub/../missing");

    assertThat(event.result()).isEqualTo(ENOENT);
    assertThat(event.text(Arg.RAW_PATH)).isEqualTo("sub/../missing");
    assertThat(event.text(Arg.DIRECTORY)).isEqualTo(folder.toString());
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(folder.resolve("missing").toString());
    assertThat(event.has(Arg.INODE)).isFalse();
  }

  @Test
  void givesAFailedOpenBelowADescriptorThatDirectory() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));

    EventView event =
        call("openat", sub, "missing", 0, 0).about(EventType.OPENAT, Arg.PATH, "missing");

    assertThat(event.number(Arg.DIRECTORY_FD)).isNotNegative();
    assertThat(event.absolutePath(Arg.PATH)).isEqualTo(sub.resolve("missing").toString());
  }

  @Test
  void readsTheStructureOfOpenat2() {
    EventView event = call("openat2", "cwd", "file", 0, 8).only(EventType.OPENAT2);

    assertThat(event.result()).isNotNegative();
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.number(Arg.RESOLVE)).isEqualTo(8);
  }

  @Test
  void seesTheThirtyTwoBitEntryToo() {
    KernelRecorder.Run run = call("open-compat", file);
    assumeTrue(run.printed("RESULT") >= 0, "this kernel has no 32-bit system calls");

    EventView event = run.about(EventType.OPEN, Arg.RAW_PATH, file.toString());

    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
  }

  @Test
  void leavesOutAPathThatCannotBeRead() {
    EventView event = call("null-path").of(EventType.OPENAT).getLast();

    assertThat(event.result()).isEqualTo(-14);
    assertThat(event.has(Arg.PATH)).isFalse();
    assertThat(event.text(Arg.PATH)).isEmpty();
  }

  @Test
  void walksDeepDirectoriesWithoutLosingTheirBegin() throws IOException {
    Path deep = folder;
    for (int i = 0; i < 60; i++) {
      deep = deep.resolve("directory-" + i);
    }
    Files.createDirectories(deep);
    Path inside = Files.writeString(deep.resolve("leaf"), "x");

    EventView event =
        call("open", inside, 0, 0).about(EventType.OPEN, Arg.RAW_PATH, inside.toString());

    assertThat(event.text(Arg.PATH)).isEqualTo(inside.toString());
  }
}
