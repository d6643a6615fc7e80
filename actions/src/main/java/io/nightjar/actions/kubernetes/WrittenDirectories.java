package io.nightjar.actions.kubernetes;

import io.nightjar.actions.DisplayText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which directories get an empty volume when the root filesystem becomes read-only.
 *
 * @param mounts the fewest directories that hold all written ones and are not mounted already
 * @param warnings why a written directory gets none
 */
record WrittenDirectories(SortedSet<String> mounts, List<String> warnings) {

  /** The kernel's own filesystems: a read-only root does not make them read-only. */
  private static final List<String> KERNEL = List.of("/proc", "/sys", "/dev");

  /** They hold the image's programs and what these need; an empty volume would hide it. */
  private static final List<String> PROGRAMS =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr", "/etc", "/boot");

  /** Whole trees of the image: only a directory below them may be hidden. */
  private static final Set<String> TREES =
      Set.of("/", "/opt", "/var", "/home", "/srv", "/mnt", "/media", "/var/lib");

  /**
   * @param written as the container was seen to write; attacker-controlled
   * @param mounted mount paths that the container has already
   */
  static WrittenDirectories of(Collection<String> written, Collection<String> mounted) {
    List<String> warnings = new ArrayList<>();
    SortedSet<String> wanted = new TreeSet<>();
    for (String raw : new TreeSet<>(written)) {
      String shown = DisplayText.of(raw);
      if (!isMountable(raw)) {
        warnings.add("no volume for " + shown + ": not a path that can be mounted");
        continue;
      }
      String directory = normal(raw);
      if (isCovered(directory, mounted) || KERNEL.stream().anyMatch(one -> isIn(directory, one))) {
        continue;
      }
      if (TREES.contains(directory) || PROGRAMS.stream().anyMatch(one -> isIn(directory, one))) {
        warnings.add(
            "no volume for " + shown + ": it holds the image's own files; writing there fails now");
        continue;
      }
      wanted.add(directory);
    }
    return new WrittenDirectories(outermost(wanted), List.copyOf(warnings));
  }

  /** Without {@code .}, {@code ..}, doubled and trailing slashes. */
  static String normal(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.removeLast();
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  private static boolean isMountable(String path) {
    // the API server refuses a colon in a mountPath
    return path.startsWith("/")
        && path.length() <= 512
        && path.chars()
            .noneMatch(character -> character == ':' || character < ' ' || character > '~');
  }

  private static boolean isCovered(String directory, Collection<String> mounted) {
    return mounted.stream().map(WrittenDirectories::normal).anyMatch(one -> isIn(directory, one));
  }

  private static SortedSet<String> outermost(SortedSet<String> directories) {
    SortedSet<String> outermost = new TreeSet<>();
    for (String directory : directories) {
      if (directories.stream()
          .noneMatch(other -> !other.equals(directory) && isIn(directory, other))) {
        outermost.add(directory);
      }
    }
    return outermost;
  }

  private static boolean isIn(String directory, String tree) {
    return directory.equals(tree) || directory.startsWith(tree.equals("/") ? "/" : tree + "/");
  }
}
