package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedDirectoriesTest {

  private static final Instant STARTED = Instant.parse("2026-11-20T03:00:00Z");

  @TempDir Path folder;

  private Path layer() {
    return folder.resolve("upper");
  }

  private void directory(String path, Instant modified) throws IOException {
    Path made = Files.createDirectories(Path.of(layer() + path));
    Files.setLastModifiedTime(made, FileTime.from(modified));
  }

  private void mounts(String kind, String... points) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "1 2 0:1 / / rw - %s overlay rw,lowerdir=/l,upperdir=%s,workdir=/w\n"
                .formatted(kind, layer()));
    for (String point : points) {
      text.append("3 1 0:2 / ").append(point).append(" rw - tmpfs tmpfs rw\n");
    }
    Files.createDirectories(folder.resolve("7"));
    Files.writeString(folder.resolve("7/mountinfo"), text);
  }

  @Test
  void aDirectoryCountsForItsOwnFilesAndNotForThoseBelow() throws Exception {
    Instant before = STARTED.minusSeconds(60);
    Instant after = STARTED.plusSeconds(60);
    directory("/var/log/app", before);
    Files.writeString(layer().resolve("var/log/app/today"), "x");
    directory("/tmp", before);
    directory("/data/old", before);
    directory("/data", after);
    directory("/srv/deep/er", before);
    Files.createSymbolicLink(layer().resolve("srv/deep/er/link"), Path.of("/etc"));
    directory("/srv/deep", before);
    directory("/srv", before);
    directory("/var/log", before);
    directory("/var", before);
    mounts("overlay");

    assertThat(ChangedDirectories.of(folder, 7, STARTED))
        .containsExactly("/data", "/data/old", "/srv/deep/er", "/tmp", "/var/log/app");
  }

  @Test
  void whatTheRuntimeMadeToMountOnIsNoWriteOfTheContainer() throws Exception {
    directory("/etc", STARTED.plusSeconds(1));
    Files.writeString(layer().resolve("etc/hosts"), "");
    directory("/proc", STARTED);
    directory("/run/secrets/account", STARTED);
    directory("/run/secrets", STARTED.plusSeconds(1));
    directory("/run", STARTED.plusSeconds(1));
    Files.setLastModifiedTime(layer().resolve("etc"), FileTime.from(STARTED.plusSeconds(1)));
    mounts("overlay", "/etc/hosts", "/proc", "/run/secrets/account");

    assertThat(ChangedDirectories.of(folder, 7, STARTED)).isEmpty();
  }

  @Test
  void anotherFileSystemIsSaidSo() throws Exception {
    mounts("ext4");
    assertThatThrownBy(() -> ChangedDirectories.of(folder, 7, STARTED))
        .hasMessage("its root is no overlay with a layer of its own");
  }
}
