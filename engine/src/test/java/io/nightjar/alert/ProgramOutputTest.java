package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramOutputTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void anAlertComesOnStandardInputAndNowhereElse() throws Exception {
    Path taken = folder.resolve("taken");
    Path touched = folder.resolve("touched");
    String hostile = "$(touch " + touched + ") `touch " + touched + "` ; touch " + touched + " '\"";
    // cat gets the alert; the shell's own command line and environment are looked at as well
    Path seen = folder.resolve("seen");
    ProgramOutput output =
        new ProgramOutput(
            "cat >> "
                + taken
                + "; tr '\\0' '\\n' < /proc/$$/cmdline > "
                + seen
                + "; env >> "
                + seen,
            false,
            PATIENCE);
    output.write(hostile);
    assertThat(taken).content().isEqualTo(hostile + "\n");
    assertThat(Files.readString(seen)).doesNotContain("touch ");
    assertThat(touched).doesNotExist();
  }

  @Test
  void everyAlertGetsAProgramOfItsOwn() throws Exception {
    Path taken = folder.resolve("taken");
    ProgramOutput output = new ProgramOutput("echo $$ >> " + taken, false, PATIENCE);
    output.write("one");
    output.write("two");
    assertThat(List.copyOf(Files.readAllLines(taken))).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aKeptProgramTakesAllAndIsStartedAnewWhenAsked() throws Exception {
    Path taken = folder.resolve("taken");
    ProgramOutput output =
        new ProgramOutput(
            "while read line; do echo \"$$ $line\" >> " + taken + "; done", true, PATIENCE);
    output.write("one");
    output.write("two");
    await().until(() -> Files.exists(taken) && Files.readAllLines(taken).size() == 2);
    output.reopen();
    output.write("three");
    output.close();
    List<String> lines = Files.readAllLines(taken);
    assertThat(lines).extracting(line -> line.split(" ")[1]).containsExactly("one", "two", "three");
    List<String> ids = lines.stream().map(line -> line.split(" ")[0]).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
  }

  @Test
  void aProgramThatFailsLosesItsAlertVisibly() {
    ProgramOutput output = new ProgramOutput("exit 3", false, PATIENCE);
    assertThatThrownBy(() -> output.write("one"))
        .isInstanceOf(IOException.class)
        .hasMessage("the program ended with 3");
  }

  @Test
  void aProgramThatHangsIsKilledWithItsChildren() throws Exception {
    Path pid = folder.resolve("pid");
    ProgramOutput output =
        new ProgramOutput(
            "sleep 1000 & echo $! > " + pid + "; wait", false, Duration.ofMillis(300));
    assertThatThrownBy(() -> output.write("one")).hasMessageContaining("did not end within 300 ms");
    long child = Long.parseLong(Files.readString(pid).strip());
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void aKeptProgramThatReadsNothingCanStillBeLeft() throws Exception {
    ProgramOutput output = new ProgramOutput("exec sleep 1000", true, PATIENCE);
    Thread stuck =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    output.write("x".repeat(1 << 20));
                  } catch (IOException | InterruptedException e) {
                    // that is how it ends
                  }
                });
    await().until(() -> stuck.getState() == Thread.State.RUNNABLE && stuck.isAlive());
    await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(5)).until(stuck::isAlive);
    output.close();
    assertThat(stuck.join(Duration.ofSeconds(10))).isTrue();
  }
}
