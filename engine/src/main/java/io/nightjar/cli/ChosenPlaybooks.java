package io.nightjar.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the playbooks that are meant, which is a copy for the time where they are only some
 * of a folder: what is broken beside them does not matter then.
 *
 * @param folder to compile
 * @param copy what has to go in the end, or null
 */
record ChosenPlaybooks(Path folder, @Nullable Path copy) implements AutoCloseable {

  private static final String DRL = "playbook.drl";
  private static final List<String> FILES = List.of(DRL, "playbook.yaml");

  /**
   * @param only names in {@code folder}, folders of playbooks, or their DRL files; empty for all
   */
  static ChosenPlaybooks of(Path folder, List<String> only) throws IOException, UsageFailure {
    if (only.isEmpty()) {
      return new ChosenPlaybooks(folder, null);
    }
    Path copy = Files.createTempDirectory("nightjar-playbooks-");
    ChosenPlaybooks chosen = new ChosenPlaybooks(copy, copy);
    try {
      for (String one : only) {
        Path source = find(folder, one);
        Path target = Files.createDirectories(copy.resolve(source.getFileName().toString()));
        for (String file : FILES) {
          if (Files.exists(source.resolve(file)) && !Files.exists(target.resolve(file))) {
            Files.copy(source.resolve(file), target.resolve(file));
          }
        }
      }
      return chosen;
    } catch (IOException | UsageFailure e) {
      chosen.close();
      throw e;
    }
  }

  private static Path find(Path folder, String one) throws UsageFailure {
    for (Path place : List.of(folder.resolve(one), Path.of(one))) {
      Path absolute = place.toAbsolutePath().normalize();
      Path playbook = absolute.endsWith(DRL) ? absolute.getParent() : absolute;
      if (playbook != null && Files.exists(playbook.resolve(DRL))) {
        return playbook;
      }
    }
    throw new UsageFailure(
        "there is no playbook \"" + one + "\": name one of " + folder + ", or give its folder");
  }

  @Override
  public void close() throws IOException {
    if (copy == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(copy)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
