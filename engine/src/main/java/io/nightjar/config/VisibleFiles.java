package io.nightjar.config;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * The files and folders below one, links followed, without those whose name begins with a dot: what
 * git and a ConfigMap keep beside the files that are meant.
 */
public final class VisibleFiles {

  private static final int MAX_DEPTH = 8;

  private VisibleFiles() {}

  /**
   * Sorted, {@code root} first; of a single file that file.
   *
   * @throws IOException when one of them cannot be looked at
   */
  public static List<Path> below(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        MAX_DEPTH,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (isHidden(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            found.add(folder);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          private boolean isHidden(Path path) {
            return !path.equals(root) && path.getFileName().toString().startsWith(".");
          }
        });
    Collections.sort(found);
    return found;
  }
}
