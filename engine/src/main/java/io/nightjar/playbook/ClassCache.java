package io.nightjar.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated classes on disk, a zip file per digest, so that a start need not compile. It is a cache
 * and nothing more: an entry that is damaged or changed is compiled again, and what is read is
 * scanned like what was compiled.
 */
final class ClassCache {
  private static final Logger log = LoggerFactory.getLogger(ClassCache.class);
  private static final int KEPT = 8;

  private final Path directory;

  ClassCache(Path directory) {
    this.directory = directory;
  }

  Optional<GeneratedClasses> find(String digest) {
    Path file = file(digest);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CacheFile.read(digest, Files.readAllBytes(file)));
    } catch (IOException e) {
      log.warn(
          "the compiled playbooks in {} are refused and compiled again: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** Written beside and moved into place; failing to write costs the next start its speed only. */
  void put(String digest, GeneratedClasses generated) {
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "compiling-", ".tmp");
      try {
        Files.write(temporary, CacheFile.write(digest, generated));
        Files.move(
            temporary,
            file(digest),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      deleteOldest();
    } catch (IOException e) {
      log.warn("compiled playbooks could not be kept in {}", directory, e);
    }
  }

  private void deleteOldest() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> newestFirst =
          files
              .filter(file -> file.toString().endsWith(".zip"))
              .sorted(
                  Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed())
              .toList();
      for (Path file :
          newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(Path.of(file + ".sig"));
      }
    }
  }

  Path file(String digest) {
    return file(directory, digest);
  }

  static Path file(Path directory, String digest) {
    return directory.resolve(digest + ".zip");
  }
}
