package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of {@code .deb} files for one processor; what is not in it is fetched with apt. */
final class DebianPackages {

  private final Architecture architecture;
  private final Path folder;

  DebianPackages(Architecture architecture, Path folder) {
    this.architecture = architecture;
    this.folder = folder;
  }

  Path folder() throws IOException {
    return Files.createDirectories(folder);
  }

  Path file(String name) throws IOException, InterruptedException {
    List<Path> found = kept(name);
    if (found.isEmpty()) {
      fetch(name);
      found = kept(name);
    }
    if (found.size() != 1) {
      throw new IOException(folder + " has to hold one file of " + name + ", not " + found.size());
    }
    return found.getFirst();
  }

  private List<Path> kept(String name) throws IOException {
    try (var all = Files.newDirectoryStream(folder(), name + "_*.deb")) {
      List<Path> found = new ArrayList<>();
      all.forEach(found::add);
      return found;
    }
  }

  /** apt checks it against the signed index of the distribution. */
  private void fetch(String name) throws IOException, InterruptedException {
    Tool apt = Tool.of("apt-get", "-q", "-o", "APT::Sandbox::User=root").in(folder);
    if (!architecture.isOfThisMachine() && !isKnownToDpkg()) {
      Path index = indexOfOther();
      apt = apt.set("APT_CONFIG", index.resolve("apt.conf").toString());
      if (!Files.exists(index.resolve("fetched"))) {
        apt.with("update").run();
        Files.createFile(index.resolve("fetched"));
      }
    }
    apt.with("download", name + ":" + architecture.debianName()).run();
  }

  private boolean isKnownToDpkg() throws IOException, InterruptedException {
    return Tool.of("dpkg", "--print-foreign-architectures")
        .run()
        .lines()
        .anyMatch(architecture.debianName()::equals);
  }

  /** An index beside the machine's own, which stays as it is. */
  private Path indexOfOther() throws IOException {
    Path index = folder().resolveSibling("apt").toAbsolutePath();
    for (String each : List.of("state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(index.resolve(each));
    }
    Path status = index.resolve("state/status");
    if (!Files.exists(status)) {
      Files.createFile(status);
    }
    Files.writeString(
        index.resolve("apt.conf"),
        """
        APT::Architecture "%1$s";
        APT::Architectures { "%1$s"; };
        Dir::State "%2$s/state";
        Dir::State::status "%2$s/state/status";
        Dir::Cache "%2$s/cache";
        """
            .formatted(architecture.debianName(), index));
    return index;
  }
}
