package io.nightjar.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files and folders as they are shipped: the same time, and rights that depend on nobody's umask.
 */
final class Folders {

  static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
  static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private Folders() {}

  /** Everything below a folder that is a file, by path, in the order of their names. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Copies a file; what was a link becomes what it leads to. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(parent(to));
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Copies those files below a folder that are wanted, by their path in it. */
  static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
    for (Path file : files(from)) {
      Path inside = from.relativize(file);
      if (wanted.test(inside)) {
        copy(file, to.resolve(inside.toString()));
      }
    }
  }

  /** Gives everything below a folder its final time and rights. */
  static void settle(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        Files.setPosixFilePermissions(
            each, Files.isDirectory(each) || isProgram(each) ? PROGRAM : FILE);
      }
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        Files.setLastModifiedTime(each, FileTime.from(Build.FILE_TIME));
      }
    }
  }

  /** By its rights: root may execute whatever they say. */
  private static boolean isProgram(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new UncheckedIOException(new IOException(file + " lies in no folder"));
    }
    return parent;
  }
}
