package io.nightjar.playbook;

import io.nightjar.playbook.origin.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Playbooks that were compiled elsewhere, in a folder that is only read. Whoever writes it decides
 * what the playbooks do; so where playbooks have to be signed, these have to be as well.
 *
 * @param trust whose signature is wanted
 */
record BuiltClasses(Path folder, Trust trust) {

  private static final Logger log = LoggerFactory.getLogger(BuiltClasses.class);

  /** Whether there is something for these; it may still be refused. */
  boolean has(String digest) {
    return Files.isRegularFile(ClassCache.file(folder, digest));
  }

  /** What was built, where it is vouched for as wanted; that it is missing is told in the log. */
  Optional<GeneratedClasses> find(String digest) {
    Path file = ClassCache.file(folder, digest);
    if (!has(digest)) {
      log.warn(
          "{} holds nothing for these playbooks and this version of Nightjar, so they are compiled"
              + " here",
          folder);
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      Optional<String> doubt = trust.doubt(bytes, signature(file));
      if (doubt.isPresent()) {
        log.warn("{} is refused, and the playbooks compiled here: {}", file, doubt.get());
        return Optional.empty();
      }
      return Optional.of(CacheFile.read(digest, bytes));
    } catch (IOException e) {
      log.warn("{} is refused, and the playbooks compiled here: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static String signature(Path file) throws IOException {
    Path beside = Path.of(file + ".sig");
    return Files.isRegularFile(beside) ? Files.readString(beside, StandardCharsets.UTF_8) : "";
  }
}
