package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kernel that has everything but BPF ring buffers: a JVM whose calls for one are refused, as
 * those before 5.8 do.
 */
final class WithoutRingBuffersIT {
  private static final Path REFUSE = Path.of("target/native-test/refuse_rings").toAbsolutePath();
  private static final int CANNOT = 77;

  /** What runs there: prints what the probe finds, and what opening the driver says. */
  static final class Probing {
    public static void main(String[] arguments) {
      for (DriverProbe.Finding finding : DriverProbe.probe()) {
        System.out.println(
            finding.status()
                + "|"
                + finding.subject()
                + "|"
                + finding.detail()
                + "|"
                + finding.consequence());
      }
      try {
        KernelEventSource.open().close();
        System.out.println("OPENED");
      } catch (DriverUnavailable e) {
        System.out.println("REFUSED|" + e.getMessage());
      }
    }
  }

  @Test
  void saysThatTheyAreMissingAndWhatStillWorks(@TempDir Path folder) throws Exception {
    KernelRecorder.open(EventType.PROCESS_TABLE).close();
    assumeTrue(Files.isExecutable(REFUSE), REFUSE + " is not built (gcc is missing)");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of(REFUSE.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Probing.class.getName());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assumeTrue(process.exitValue() != CANNOT, "no seccomp notifications here: " + text);

    assertThat(text.lines())
        .as(text)
        .anyMatch(
            line ->
                line.startsWith("MISSING|ring buffers|")
                    && line.contains("Invalid argument")
                    && line.contains("Linux 5.8")
                    && line.contains("alerts of Falco, playbooks and cluster actions still work"))
        .anyMatch(line -> line.startsWith("MISSING|hooks|") && line.contains("ring buffer"))
        .anyMatch(line -> line.startsWith("MISSING|kill at exec|"))
        .anyMatch(line -> line.startsWith("WORKS|kernel type information|"))
        .anyMatch(line -> line.startsWith("WORKS|privileges|"))
        .anyMatch(line -> line.startsWith("WORKS|kill by pidfd|"))
        .anyMatch(line -> line.startsWith("REFUSED|") && line.contains("ring buffer"))
        .doesNotContain("OPENED");
  }
}
