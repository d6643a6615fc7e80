package io.nightjar.cli.attack;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One control group in whichever hierarchies this machine has.
 *
 * @param path from the root of a hierarchy, beginning with a slash
 */
record Cgroup(Path mount, String path) {

  private static final Path USUAL_MOUNT = Path.of("/sys/fs/cgroup");

  static Cgroup of(Victim victim) {
    return new Cgroup(USUAL_MOUNT, victim.cgroup());
  }

  /** Process ids of the host; empty when the group is not there. */
  List<Long> processes() throws IOException {
    for (Path folder : folders()) {
      Path file = folder.resolve("cgroup.procs");
      if (Files.exists(file)) {
        return Files.readAllLines(file).stream().map(Long::parseLong).toList();
      }
    }
    return List.of();
  }

  /** Whether any hierarchy still has it. */
  boolean exists() throws IOException {
    return !folders().isEmpty();
  }

  /** Removes it and its parents, as far as they are empty; the kernel refuses any other. */
  void remove() throws IOException {
    Path relative = Path.of(path.substring(1));
    for (Path hierarchy : hierarchies()) {
      for (Path part = relative; part != null; part = part.getParent()) {
        Path folder = hierarchy.resolve(part.toString());
        try {
          if (Files.isDirectory(folder)) {
            Files.delete(folder);
          }
        } catch (FileSystemException inUse) {
          break;
        }
      }
    }
  }

  private List<Path> folders() throws IOException {
    return hierarchies().stream()
        .map(hierarchy -> hierarchy.resolve(path.substring(1)))
        .filter(Files::isDirectory)
        .toList();
  }

  /** The one of version 2 first: alone, beside version 1 as {@code unified}, or not at all. */
  private List<Path> hierarchies() throws IOException {
    if (Files.exists(mount.resolve("cgroup.controllers"))) {
      return List.of(mount);
    }
    try (Stream<Path> entries = Files.list(mount)) {
      // the others are names of version 1 controllers, some of them links to one another
      return entries
          .filter(entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))
          .sorted(
              (a, b) ->
                  Boolean.compare(
                      !a.getFileName().toString().equals("unified"),
                      !b.getFileName().toString().equals("unified")))
          .toList();
    }
  }
}
