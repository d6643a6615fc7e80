package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc and openat2 are Linux's")
final class UserNamesTest {
  private static final ContainerIdentity CONTAINER = new ContainerIdentity("c".repeat(64), "");
  private static final long LATER = 10_000_000_000L;

  @TempDir Path proc = Path.of("");

  @Test
  void namesComeFromTheProcessesOwnRoot() throws IOException {
    write("passwd", "root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\nalias:x:1000:1::/:/\n");
    write("group", "root:x:0:\nteam:x:1000:\n");

    ProcessInfo named = name(new UserNames(proc), 1000, 0);

    assertThat(named.userName()).isEqualTo("app");
    assertThat(named.groupName()).isEqualTo("team");
  }

  @Test
  void aLinkDoesNotLeadOutOfTheRoot() throws IOException {
    Path outside = Files.writeString(proc.resolve("outside"), "evil:x:1000:0::/:/\n");
    Files.createDirectories(etc());
    Files.createSymbolicLink(etc().resolve("passwd"), outside);

    assertThat(name(new UserNames(proc), 1000, 0).userName()).isEmpty();
  }

  @Test
  void aPipeDoesNotBlock() throws Exception {
    Files.createDirectories(etc());
    assertThat(new ProcessBuilder("mkfifo", etc().resolve("passwd").toString()).start().waitFor())
        .isZero();

    assertThat(name(new UserNames(proc), 1000, 0).userName()).isEmpty();
  }

  @Test
  void aNewUserIsFoundAfterAWhileAndKnownOnesAreNotReadAgain() throws IOException {
    write("passwd", "root:x:0:0::/:/\n");
    write("group", "root:x:0:\nteam:x:1000:\n");
    UserNames names = new UserNames(proc);
    assertThat(name(names, 1000, 1).userName()).isEmpty();

    write("passwd", "root:x:0:0::/:/\nlate:x:1000:0::/:/\n");

    assertThat(name(names, 1000, 2).userName()).isEmpty();
    assertThat(name(names, 1000, LATER).userName()).isEqualTo("late");
    write("passwd", "root:x:0:0::/:/\nchanged:x:1000:0::/:/\n");
    assertThat(name(names, 1000, 3 * LATER).userName()).isEqualTo("late");
  }

  @Test
  void theRootTellsWhatStartsAContainerFromWhatRunsInIt() throws IOException {
    write("passwd", "inside:x:0:0::/:/\n");
    UserNames names = new UserNames(proc);
    Path starter = Files.createDirectories(proc.resolve("11/root/etc"));
    Files.writeString(starter.resolve("passwd"), "host:x:0:0::/:/\n");

    assertThat(name(names, 11, 0, 0).userName()).isEqualTo("host");
    assertThat(name(names, 10, 0, 0).userName()).isEqualTo("inside");
    assertThat(name(names, 12, 0, 0).userName())
        .as("gone: the last of its container")
        .isEqualTo("inside");
  }

  @Test
  void nonsenseIsSkipped() {
    assertThat(UserNames.parse("\n:::\nx:y\nbad:x:abc:\n" + "n".repeat(65) + ":x:5:\nok:x:7:"))
        .containsOnlyKeys(7L);
  }

  private static ProcessInfo name(UserNames names, long id, long now) {
    return name(names, 10, id, now);
  }

  private static ProcessInfo name(UserNames names, int pid, long id, long now) {
    ProcessInfo process =
        ProcessInfo.builder(pid, 1).user(id, id).group(id, id).container(CONTAINER).build();
    ProcessInfo.Builder values = process.toBuilder();
    names.name(values, process, now);
    return values.build();
  }

  private Path etc() {
    return proc.resolve("10/root/etc");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(etc());
    Files.writeString(etc().resolve(name), text);
  }
}
