package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What capture refuses before it asks for the kernel. */
class CaptureCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--all --events execve | --all, --events and --rules exclude each other",
        "--events opn          | there is no event \"opn\"; did you mean \"open\"?",
        "--all --for 3         | --for 3: not a duration",
        "--all --for 0s        | --for 0s: that is no time at all",
        "--all --max-size big  | --max-size big: not a size",
        "--all --max-time 0s   | --max-time 0s: that is no time at all",
        "--all --keep 3        | --keep N goes with --max-size or --max-time",
        "--all --container web | --container web: name a container by its id",
        "--all --container a/b | a pod's name is known by a cluster alone; add --kubeconfig",
        "--all --kubeconfig no | cannot read the kubeconfig no",
        "--rules absent.yaml   | cannot be read",
      })
  void refusesWhatMakesNoSense(String options, String message) {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run(("capture " + options).split(" "))).isEqualTo(2);
    assertThat(shell.err()).contains(message);
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void itNeverWritesOverAFile() throws Exception {
    // with no driver that is told first, and the file is as it was
    Path file = Files.writeString(folder.resolve("a.njcap"), "precious");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("capture", "--all", "--for", "1ms", "-o", file.toString())).isPositive();
    assertThat(file).hasContent("precious");
  }
}
