package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc and openat2 are Linux's")
final class UserNamesTest {
  private static final ContainerIdentity CONTAINER = new ContainerIdentity("c".repeat(64), "");
  private static final long LATER = 10_000_000_000L;

  private static final long MINUTES = 600_000_000_000L;

  @TempDir Path proc = Path.of("");

  private final TimedReads reads = new TimedReads(20_000);

  @Test
  void namesComeFromTheProcessesOwnRoot() throws IOException {
    write("passwd", "root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:/bin/sh\nalias:x:1000:1::/:/\n");
    write("group", "root:x:0:\nteam:x:1000:\n");

    ProcessInfo named = name(new UserNames(proc, reads), 1000, 0);

    assertThat(named.userName()).isEqualTo("app");
    assertThat(named.groupName()).isEqualTo("team");
  }

  @Test
  void aLinkDoesNotLeadOutOfTheRoot() throws IOException {
    Path outside = Files.writeString(proc.resolve("outside"), "evil:x:1000:0::/:/\n");
    Files.createDirectories(etc());
    Files.createSymbolicLink(etc().resolve("passwd"), outside);

    assertThat(name(new UserNames(proc, reads), 1000, 0).userName()).isEmpty();
  }

  @Test
  void aLinkInsideOfTheRootIsFollowed() throws IOException {
    write("real", "app:x:1000:0::/:/\n");
    Files.createSymbolicLink(etc().resolve("passwd"), Path.of("/etc/real"));

    assertThat(name(new UserNames(proc, reads), 1000, 0).userName()).isEqualTo("app");
  }

  @Test
  void aPipeDoesNotBlock() throws Exception {
    Files.createDirectories(etc());
    assertThat(new ProcessBuilder("mkfifo", etc().resolve("passwd").toString()).start().waitFor())
        .isZero();

    assertThat(name(new UserNames(proc, reads), 1000, 0).userName()).isEmpty();
  }

  @Test
  void aHugeFileIsReadToABound() throws IOException {
    StringBuilder huge = new StringBuilder();
    for (int id = 0; huge.length() < 3 << 20; id++) {
      huge.append("user").append(id).append(":x:").append(id).append(":0::/:/\n");
    }
    write("passwd", huge.toString());

    assertThat(name(new UserNames(proc, reads), 7, 0).userName()).isEqualTo("user7");
    assertThat(UserNames.parse(huge.toString())).hasSize(4096);
    assertThat(name(new UserNames(proc, reads), 100_000, 0).userName()).isEmpty();
  }

  @Test
  void whatDoesNotAnswerInTimeIsLeftAloneForAWhile() throws IOException {
    write("passwd", "app:x:1000:0::/:/\n");
    write("group", "team:x:1000:\n");
    TimedReads busy = new TimedReads(100);
    CountDownLatch answer = new CountDownLatch(1);
    TimedReadsTest.occupy(busy, answer);
    UserNames names = new UserNames(proc, busy);

    assertThat(name(names, 1000, 0).userName()).isEmpty();
    answer.countDown();
    Awaitility.await().until(() -> busy.read(() -> "read", "none").equals("read"));

    assertThat(name(names, 1000, LATER).userName()).isEmpty();
    long[] now = {LATER};
    Awaitility.await().until(() -> name(names, 1000, now[0] += MINUTES).userName().equals("app"));
  }

  @Test
  void aNewUserIsFoundAfterAWhileAndKnownOnesAreNotReadAgain() throws IOException {
    write("passwd", "root:x:0:0::/:/\n");
    write("group", "root:x:0:\nteam:x:1000:\n");
    UserNames names = new UserNames(proc, reads);
    assertThat(name(names, 1000, 1).userName()).isEmpty();

    write("passwd", "root:x:0:0::/:/\nlate:x:1000:0::/:/\n");

    assertThat(name(names, 1000, 2).userName()).isEmpty();
    assertThat(name(names, 1000, LATER).userName()).isEqualTo("late");
    write("passwd", "root:x:0:0::/:/\nchanged:x:1000:0::/:/\n");
    assertThat(name(names, 1000, 3 * LATER).userName()).isEqualTo("late");
  }

  @Test
  void theNamesOfAKnownRootOutliveTheProcessThatTheyWereReadThrough() throws IOException {
    write("passwd", "app:x:1000:0::/:/\n");
    write("group", "team:x:1000:\n");
    UserNames names = new UserNames(proc, reads);
    ProcessInfo first = process(10, 1000);
    assertThat(name(names, first, 0).userName()).isEqualTo("app");

    Files.move(proc.resolve("10"), proc.resolve("gone"));

    assertThat(name(names, first, LATER).userName()).isEqualTo("app");
  }

  /** Else it could give itself the name of another user. */
  @Test
  void aProcessThatChangedItsRootDoesNotNameTheUsersOfTheOldOne() throws IOException {
    write("passwd", "app:x:1000:0::/:/\n");
    ProcessInfo before = process(10, 1000);
    Files.move(proc.resolve("10/root"), proc.resolve("10/old"));
    write("passwd", "root:x:1000:0::/:/\n");
    UserNames names = new UserNames(proc, reads);

    assertThat(name(names, before, 0).userName()).isEmpty();
    Files.move(proc.resolve("10/root"), proc.resolve("10/fake"));
    Files.move(proc.resolve("10/old"), proc.resolve("10/root"));
    assertThat(name(names, before, 0).userName()).isEqualTo("app");
  }

  @Test
  void filesOfTheKernelAndDevicesAreNotRead() {
    try (RootDirectory root = RootDirectory.open(Path.of("/"))) {
      assertThat(root).isNotNull();
      if (root != null) {
        assertThat(root.read("etc/passwd", 100)).hasSize(100);
        assertThat(root.read("proc/version", 100)).isEmpty();
        assertThat(root.read("dev/zero", 100)).isEmpty();
        assertThat(root.read("etc", 100)).isEmpty();
        assertThat(root.read("../../../../etc/missing", 100)).isEmpty();
      }
    }
  }

  @Test
  void nonsenseIsSkipped() {
    assertThat(
            UserNames.parse(
                "\n:::\nx:y\nbad:x:abc:\n" + "n".repeat(65) + ":x:5:\nbig:x:12345678901:\nok:x:7"))
        .containsOnlyKeys(7L);
  }

  private ProcessInfo name(UserNames names, long id, long now) {
    return name(names, process(10, id), now);
  }

  private static ProcessInfo name(UserNames names, ProcessInfo process, long now) {
    ProcessInfo.Builder values = process.toBuilder();
    names.name(values, now);
    return values.build();
  }

  private ProcessInfo process(int pid, long id) {
    ProcessInfo.Builder values =
        ProcessInfo.builder(pid, 1).user(id, id).group(id, id).container(CONTAINER);
    try (RootDirectory root = RootDirectory.open(proc.resolve(pid + "/root"))) {
      return root == null ? values.build() : values.root(root.mount(), root.inode()).build();
    }
  }

  private Path etc() {
    return proc.resolve("10/root/etc");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(etc());
    Files.writeString(etc().resolve(name), text);
  }
}
