package io.nightjar.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The root directory of a process, held open, so that what is read below it is below this very
 * directory whatever the process does meanwhile. Opening asks nothing of the directory's file
 * system, {@link #read} does and may not return: see {@link TimedReads}. Close it.
 *
 * @param mount id of the mount that it lies on, as the driver sends it
 * @param inode its inode number, as the driver sends it
 */
record RootDirectory(int fd, int mount, long inode) implements AutoCloseable {
  private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path OWN_DESCRIPTOR_FACTS = Path.of("/proc/self/fdinfo");
  private static final int FACTS_BYTES = 4096;

  /** Null when there is none: the process is gone, or may not be looked into. */
  static @Nullable RootDirectory open(Path directory) {
    int fd = LibC.get().openDirectory(directory.toString());
    if (fd < 0) {
      return null;
    }
    try (InputStream in = Files.newInputStream(OWN_DESCRIPTOR_FACTS.resolve("" + fd))) {
      String facts = new String(in.readNBytes(FACTS_BYTES), StandardCharsets.UTF_8);
      return new RootDirectory(fd, (int) number(facts, "mnt_id:"), number(facts, "ino:"));
    } catch (IOException | NumberFormatException noFacts) {
      LibC.get().close(fd);
      return null;
    }
  }

  private static long number(String facts, String name) {
    for (String line : facts.split("\n")) {
      if (line.startsWith(name)) {
        return Long.parseUnsignedLong(line.substring(name.length()).strip());
      }
    }
    return 0;
  }

  /**
   * The beginning of a file below it. The file is the container's and hostile: no link leads out of
   * the directory, and only regular files with a size are read, since devices and pipes act when
   * they are opened and the files of {@code /proc} and its like, some of which block and take away
   * what they give, have none.
   *
   * @return empty when there is no such file
   */
  String read(String path, int maxBytes) {
    int file = LibC.get().openInDirectory(fd, path);
    if (file < 0) {
      return "";
    }
    Path opened = OWN_DESCRIPTORS.resolve("" + file);
    try {
      BasicFileAttributes attributes = Files.readAttributes(opened, BasicFileAttributes.class);
      if (!attributes.isRegularFile() || attributes.size() == 0) {
        return "";
      }
      try (InputStream in = Files.newInputStream(opened)) {
        return new String(in.readNBytes(maxBytes), StandardCharsets.UTF_8);
      }
    } catch (IOException unreadable) {
      return "";
    } finally {
      LibC.get().close(file);
    }
  }

  @Override
  public void close() {
    LibC.get().close(fd);
  }
}
