package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /proc} gives of real processes. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc is Linux's")
final class ProcReaderTest {
  private final ProcessTable table = ProcessTable.ofThisMachine();
  private @Nullable Process child;

  @AfterEach
  void endChild() {
    if (child != null) {
      child.destroyForcibly();
    }
  }

  @Test
  void tellsAProcessWithItsParent(@TempDir Path folder) throws IOException {
    int pid = start(folder, "/bin/sh", "-c", "read line; exit 3");
    table.seed();
    ProcessInfo process = known(pid);

    assertThat(process.args()).containsExactly("/bin/sh", "-c", "read line; exit 3");
    assertThat(process.argsTruncated()).isFalse();
    assertThat(process.name()).isEqualTo("sh");
    assertThat(process.commandLine()).isEqualTo("sh -c read line; exit 3");
    assertThat(process.exePath()).isEqualTo(Path.of("/bin/sh").toRealPath().toString());
    assertThat(process.cwd()).isEqualTo(folder.toRealPath().toString());
    assertThat(process.cgroupPath()).startsWith("/");
    assertThat(process.environment()).isEmpty();
    ProcessInfo parent = process.parent();
    assertThat(parent == null ? 0 : parent.tgid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void environmentsAreReadOnceTheyAreAskedFor(@TempDir Path folder) throws IOException {
    int pid = start(folder, "/bin/sh", "-c", "read line");
    table.seed();
    assertThat(known(pid).environment()).isEmpty();

    table.keepEnvironment(true);
    table.seed();

    assertThat(known(pid).environment()).contains("NIGHTJAR_TEST=of two words");
    assertThat(known(pid).environmentVariable("NIGHTJAR_TEST")).isEqualTo("of two words");
    assertThat(known(pid).environmentText()).contains("NIGHTJAR_TEST=of two words");
    assertThat(known(pid).environmentVariable("NIGHTJAR")).isNull();
  }

  @Test
  void aSecondSeedFindsWhatWasExecutedUnseen(@TempDir Path folder) throws IOException {
    int pid = start(folder, "/bin/sh", "-c", "read line; exec sleep 60");
    table.seed();
    assertThat(known(pid).name()).isEqualTo("sh");

    Process running = child;
    assertThat(running).isNotNull();
    if (running != null) {
      running.getOutputStream().write('\n');
      running.getOutputStream().flush();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.readString(Path.of("/proc/" + pid + "/comm")).equals("sleep\n"));
    table.seed();

    assertThat(known(pid).args()).containsExactly("sleep", "60");
    assertThat(known(pid).parentTgid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void aSecondSeedEndsWhatIsGone(@TempDir Path folder) throws Exception {
    int pid = start(folder, "/bin/sh", "-c", "read line");
    table.seed();
    int before = table.size();
    Process running = child;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }

    table.seed();

    assertThat(table.get(pid)).as("kept for a while").isNotNull();
    assertThat(before).isPositive();
    assertThat(table.size()).isPositive();
    Awaitility.await()
        .until(
            () -> {
              letAMinutePass();
              return table.get(pid) == null;
            });
  }

  private void letAMinutePass() {
    table.apply(
        new EventEncoder()
            .begin(EventType.UNLINK, 60_000_000_000L)
            .process(PidMap.MAX_PID - 1, 1, 0, 0)
            .view());
  }

  private int start(Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("NIGHTJAR_TEST", "of two words");
    Process started = builder.start();
    child = started;
    List<String> wanted = List.of(command);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Files.readString(Path.of("/proc/" + started.pid() + "/cmdline"))
                    .equals(String.join("\0", wanted) + "\0"));
    return (int) started.pid();
  }

  private ProcessInfo known(int pid) {
    ProcessInfo process = table.get(pid);
    if (process == null) {
      throw new AssertionError("not known: " + pid);
    }
    return process;
  }
}
