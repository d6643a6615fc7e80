package io.nightjar.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which directories each container was seen to write to: what an enforced read-only root filesystem
 * must leave writable. Bounded in containers (the longest unused is forgotten) and in directories a
 * container.
 *
 * <p>Thread safe.
 */
public final class WrittenDirectories {

  private static final int MAX_CONTAINERS = 4096;
  private static final int MAX_DIRECTORIES = 64;

  private final Map<String, Set<String>> byContainer =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
          return size() > MAX_CONTAINERS;
        }
      };

  /**
   * @param path absolute path, as the container sees it, of a file that was opened for writing,
   *     created, renamed to or removed
   */
  public synchronized void observe(String containerId, String path) {
    if (path.startsWith("/")) {
      int slash = path.lastIndexOf('/');
      put(containerId, slash == 0 ? "/" : path.substring(0, slash), path);
    }
  }

  /**
   * @param directory absolute path, as the container sees it, that it wrote to
   */
  public synchronized void add(String containerId, String directory) {
    put(containerId, directory, directory + "/");
  }

  private void put(String containerId, String directory, String path) {
    if (containerId.isEmpty() || isVirtual(path)) {
      return;
    }
    Set<String> directories = byContainer.computeIfAbsent(containerId, id -> new TreeSet<>());
    if (directories.size() < MAX_DIRECTORIES) {
      directories.add(directory);
    }
  }

  /** Sorted; empty when nothing was seen. */
  public synchronized List<String> of(String containerId) {
    Set<String> directories = byContainer.get(containerId);
    return directories == null ? List.of() : List.copyOf(directories);
  }

  /** Kernel filesystems are not part of the root filesystem. */
  private static boolean isVirtual(String path) {
    return path.startsWith("/proc/") || path.startsWith("/sys/") || path.startsWith("/dev/");
  }
}
