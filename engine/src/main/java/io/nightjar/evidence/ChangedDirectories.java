package io.nightjar.evidence;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The directories that a container has written to since it was started, whoever watched meanwhile:
 * its overlay file system has copied them into the upper layer. A directory is there for what was
 * written below it, too; it counts where it holds a file itself, where nothing is left in it, or
 * where its own time says that something came or went. What the runtime made to mount on does not
 * count. No link is followed, since the layer is the container's.
 */
public final class ChangedDirectories {

  private static final int MOST_ENTRIES = 20_000;
  private static final int MOST_DEPTH = 64;

  private final Set<String> mounted;
  private final Instant started;
  private final SortedSet<String> found = new TreeSet<>();
  private int entries;

  private ChangedDirectories(Set<String> mounted, Instant started) {
    this.mounted = mounted;
    this.started = started;
  }

  /**
   * @param proc where the kernel tells of processes
   * @param pid any process of the container
   * @param started when the container was
   * @return absolute paths as the container has them; of very many changes some only
   * @throws IOException when its root is no overlay, or its layer cannot be reached
   */
  public static SortedSet<String> of(Path proc, int pid, Instant started) throws IOException {
    String mounts = Files.readString(proc.resolve(pid + "/mountinfo"));
    String named =
        ChangedFiles.upperLayer(mounts)
            .orElseThrow(() -> new IOException("its root is no overlay with a layer of its own"));
    Path layer = ChangedFiles.reached(proc, Path.of(named));
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(layer)) {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("this file system has no safe way to list it");
      }
      ChangedDirectories changed = new ChangedDirectories(mountPoints(mounts), started);
      boolean unused = changed.walk(secure, "", Instant.EPOCH, 0);
      return changed.found;
    }
  }

  private static Set<String> mountPoints(String mounts) {
    Set<String> points = new HashSet<>();
    for (String line : mounts.split("\n")) {
      String[] fields = line.split(" ");
      if (fields.length > 4) {
        points.add(ChangedFiles.unescaped(fields[4]));
      }
    }
    return points;
  }

  /**
   * @param at empty for the root
   * @return whether something is mounted below
   */
  private boolean walk(SecureDirectoryStream<Path> folder, String at, Instant modified, int depth)
      throws IOException {
    boolean holdsFile = false;
    boolean holdsMount = false;
    boolean empty = true;
    try {
      for (Path entry : folder) {
        if (++entries > MOST_ENTRIES) {
          break;
        }
        empty = false;
        Path name = Path.of(String.valueOf(entry.getFileName()));
        String path = at + "/" + name;
        if (mounted.contains(path)) {
          holdsMount = true;
        } else {
          BasicFileAttributes facts = facts(folder, name);
          holdsFile |= !facts.isDirectory();
          holdsMount |= facts.isDirectory() && below(folder, name, path, facts, depth);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (holdsFile || (empty && depth > 0) || (!holdsMount && modified.isAfter(started))) {
      found.add(at.isEmpty() ? "/" : at);
    }
    return holdsMount;
  }

  private boolean below(
      SecureDirectoryStream<Path> folder,
      Path name,
      String path,
      BasicFileAttributes facts,
      int depth)
      throws IOException {
    if (depth >= MOST_DEPTH) {
      return false;
    }
    try (SecureDirectoryStream<Path> into =
        folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return walk(into, path, facts.lastModifiedTime().toInstant(), depth + 1);
    }
  }

  private static BasicFileAttributes facts(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }
}
