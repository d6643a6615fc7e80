package io.nightjar.cli.bench;

import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Twenty playbooks: the configured ones, as many of them as there are, and the benchmark's own. */
final class BenchPlaybooks {
  private static final int WANTED = 20;
  private static final List<String> OWN =
      List.of(
          "container-escape",
          "fileless",
          "kubernetes-client",
          "log-clearing",
          "metadata-service",
          "network-scan",
          "node-trouble",
          "package-management",
          "persistence",
          "ptrace",
          "reverse-shell",
          "sensor-blind",
          "ssh-lateral",
          "unanswered-shell",
          "web-shell");
  private static final String MANIFEST =
      """
      title: a playbook of the benchmark
      why: to be measured
      owner: benchmark
      mayAsk: ['kubernetes:isolate-pod', 'process:kill', 'kubernetes:scale-to-zero', \
      'kubernetes:roll-back-image', 'kubernetes:enforce-read-only-root-filesystem']
      """;

  private BenchPlaybooks() {}

  /**
   * @param configured folder of the configured playbooks
   * @param folder an empty folder of the benchmark, which the playbooks are copied into
   */
  static CompiledPlaybooks load(Path configured, Path folder, Set<String> calendars)
      throws IOException, PlaybookErrors {
    Path playbooks = Files.createDirectories(folder.resolve("playbooks"));
    int copied = copyConfigured(configured, playbooks);
    for (String name : OWN.subList(0, Math.min(OWN.size(), Math.max(0, WANTED - copied)))) {
      Path own = playbooks.resolve(name);
      try {
        Files.createDirectory(own);
      } catch (FileAlreadyExistsException e) {
        continue; // the configured one of that name takes part
      }
      String resource = "playbooks/" + name + ".drl";
      try (InputStream drl = BenchPlaybooks.class.getResourceAsStream(resource)) {
        if (drl == null) {
          throw new IOException("missing from the build: " + resource);
        }
        Files.copy(drl, own.resolve("playbook.drl"));
      }
      Files.writeString(own.resolve("playbook.yaml"), MANIFEST);
    }
    return new PlaybookCompiler(folder.resolve("cache"), calendars).load(playbooks);
  }

  private static int copyConfigured(Path configured, Path playbooks) throws IOException {
    List<Path> folders;
    try (Stream<Path> found = Files.list(configured)) {
      folders = found.filter(each -> Files.exists(each.resolve("playbook.drl"))).sorted().toList();
    }
    int copied = 0;
    for (Path each : folders.subList(0, Math.min(WANTED, folders.size()))) {
      Path folder = Files.createDirectory(playbooks.resolve(each.getFileName().toString()));
      for (String file : List.of("playbook.drl", "playbook.yaml")) {
        Files.copy(each.resolve(file), folder.resolve(file));
      }
      copied++;
    }
    return copied;
  }
}
