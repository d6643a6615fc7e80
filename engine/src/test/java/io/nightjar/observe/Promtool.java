package io.nightjar.observe;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Prometheus' own checker, where this machine has one. */
final class Promtool {

  private Promtool() {}

  /** What it says; skips the test, with the reason, where there is none. */
  static String run(String input, String... arguments) throws IOException, InterruptedException {
    Optional<Path> tool = found();
    Assumptions.assumeTrue(
        tool.isPresent(), "there is no promtool on this machine (Debian: prometheus)");
    List<String> command = new ArrayList<>();
    command.add(tool.orElseThrow().toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? said : "exit " + process.exitValue() + ": " + said;
  }

  private static Optional<Path> found() {
    List<String> folders =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return folders.stream()
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
