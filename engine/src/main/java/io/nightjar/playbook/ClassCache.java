package io.nightjar.playbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated classes on disk, a zip file per digest, so that a start need not compile. It is a cache
 * and nothing more: an unreadable entry is compiled again, and what is read is scanned like what
 * was compiled.
 */
final class ClassCache {
  private static final Logger log = LoggerFactory.getLogger(ClassCache.class);
  private static final String MODELS = "models";
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
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      return Optional.of(read(zip));
    } catch (IOException | IllegalArgumentException e) {
      log.warn("the compiled playbooks in {} are unreadable and are compiled again", file, e);
      return Optional.empty();
    }
  }

  private static GeneratedClasses read(ZipInputStream zip) throws IOException {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    List<String> models = new ArrayList<>();
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      byte[] bytes = zip.readAllBytes();
      if (entry.getName().equals(MODELS)) {
        new String(bytes, StandardCharsets.UTF_8).lines().forEach(models::add);
      } else {
        classes.put(entry.getName(), bytes);
      }
    }
    if (models.isEmpty()) {
      throw new IOException("the list of models is missing");
    }
    return new GeneratedClasses(classes, models);
  }

  /** Written beside and moved into place; failing to write costs the next start its speed only. */
  void put(String digest, GeneratedClasses generated) {
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "compiling-", ".tmp");
      try {
        Files.write(temporary, zip(generated));
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

  private static byte[] zip(GeneratedClasses generated) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, MODELS, String.join("\n", generated.models()).getBytes(StandardCharsets.UTF_8));
      for (var each : generated.classes().entrySet()) {
        add(zip, each.getKey(), each.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
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
      }
    }
  }

  private Path file(String digest) {
    return directory.resolve(digest + ".zip");
  }
}
