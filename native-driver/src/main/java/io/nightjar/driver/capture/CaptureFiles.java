package io.nightjar.driver.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The files of one capture: {@code trace.njcap}, or {@code trace.0001.njcap} and so on where it
 * rotates. Only the owner can read them, because arguments may hold secrets. One thread.
 */
final class CaptureFiles {
  private static final String SUFFIX = ".njcap";

  private final Path path;
  private final Rotation rotation;
  private final Deque<Path> kept = new ArrayDeque<>();
  private int part;

  CaptureFiles(Path path, Rotation rotation) {
    this.path = path;
    this.rotation = rotation;
  }

  /** Number of the file that was opened last, from 1 on. */
  int part() {
    return part;
  }

  /** The files that are there, the oldest first. */
  List<Path> kept() {
    return new ArrayList<>(kept);
  }

  /**
   * Opens the next file, which must not exist yet, and deletes one that is too many.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it does: nothing is ever overwritten
   */
  FileChannel next() throws IOException {
    part++;
    Path file = rotation.rotates() ? numbered(part) : path;
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    kept.addLast(file);
    if (rotation.keep() > 0 && kept.size() > rotation.keep()) {
      Files.deleteIfExists(kept.removeFirst());
    }
    return channel;
  }

  private Path numbered(int number) {
    String name = String.valueOf(path.getFileName());
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return path.resolveSibling(stem + String.format(Locale.ROOT, ".%04d", number) + SUFFIX);
  }
}
