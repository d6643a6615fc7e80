package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real kubectl against one kubeconfig. */
final class Kubectl {

  /** What a run left behind. */
  record Result(int code, String out, String err) {}

  private static final long LONGEST_SECONDS = 60;

  private final Path directory;
  private final Path kubeconfig;

  Kubectl(Path directory, PracticeCluster cluster) {
    this.directory = directory;
    this.kubeconfig = directory.resolve("kubeconfig");
    cluster.writeKubeconfig(kubeconfig);
  }

  static boolean isInstalled() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  /** Standard output of a run that must succeed. */
  String run(String... arguments) {
    Result result = tryRun(arguments);
    assertThat(result.code()).as("%s: %s", List.of(arguments), result.err()).isZero();
    return result.out();
  }

  Result tryRun(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      // keep kubectl's discovery cache out of the home directory
      builder.environment().put("KUBECACHEDIR", directory.resolve("cache").toString());
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("kubectl did not end: " + command);
      }
      return new Result(process.exitValue(), read(out), read(err));
    } catch (IOException failed) {
      throw new AssertionError("kubectl cannot be run", failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", stopped);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
