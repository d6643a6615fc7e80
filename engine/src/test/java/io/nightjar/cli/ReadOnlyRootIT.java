package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.crash.CrashJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine where every file system is read-only but the state folder and the folder for temporary
 * files, as in a container with {@code readOnlyRootFilesystem}.
 */
class ReadOnlyRootIT {

  /**
   * Makes all that is mounted read-only, in a mount namespace of its own, but for the one folder.
   */
  private static final String SCRIPT =
      """
      set -e
      writable=$1; shift
      mount --make-rprivate /
      mount --bind "$writable" "$writable"
      mount -o remount,bind,ro /
      cut -d' ' -f2 /proc/self/mounts | while read -r at; do
        case $at in /|/proc*|/sys*|/dev*|"$writable") ;; *) mount -o remount,bind,ro "$at" 2>/dev/null || true ;; esac
      done
      if touch /tmp/nightjar-may-not 2>/dev/null; then echo "the root is not read-only"; exit 1; fi
      exec "$@"
      """;

  @TempDir Path folder;

  @Test
  void startsAndStoresWithNothingWritableButTwoFolders() throws Exception {
    assumeThat(mayMount())
        .as("root and unshare are needed to make file systems read-only")
        .isTrue();
    Path writable = Files.createDirectory(folder.resolve("writable"));
    Path temporary = Files.createDirectory(writable.resolve("tmp"));
    Path output = writable.resolve("output");
    Process process =
        new ProcessBuilder(
                List.of(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    SCRIPT,
                    "sh",
                    writable.toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Djava.io.tmpdir=" + temporary,
                    "-Dnightjar.home="
                        + Path.of("").toAbsolutePath().resolveSibling(".").normalize(),
                    "-cp",
                    String.join(File.pathSeparator, CrashJvm.classPath()),
                    Main.class.getName(),
                    "run",
                    "--practice",
                    "--port",
                    "0",
                    "--state",
                    writable.resolve("state").toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !process.isAlive() || Files.readString(output).contains("ready; stop"));
      assertThat(Files.readString(output)).contains("ready; stop").doesNotContain("Read-only file");
      assertThat(writable.resolve("state/nightjar.db")).isNotEmptyFile();
    } finally {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    assertThat(Files.readString(output)).doesNotContain("Read-only file");
  }

  private static boolean mayMount() throws IOException, InterruptedException {
    return new ProcessBuilder("unshare", "-m", "mount", "--make-rprivate", "/")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
