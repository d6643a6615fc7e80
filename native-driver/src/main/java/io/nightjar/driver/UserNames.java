package io.nightjar.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of users and groups as the process itself would see them: from {@code /etc/passwd} and
 * {@code /etc/group} below its own root. The files are the container's and hostile: they are opened
 * so that no link leads out of the root, only regular files are read, and only so far.
 *
 * <p>Kept by container and root directory; the container alone would not do, because what starts a
 * container belongs to it already while it still sees the host's files. One thread.
 */
final class UserNames {
  private static final int MAX_ROOTS = 512;
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_NAME = 64;

  /** An unknown id makes the files be read again, but not more often than this. */
  private static final long REREAD_NANOS = 5_000_000_000L;

  private final Path proc;
  private final @Nullable Root ownRoot = identify("", Path.of("/"));
  private final Map<Root, Names> byRoot = new LastUsed<>();
  private final Map<String, Names> lastOfContainer = new LastUsed<>();

  UserNames(Path proc) {
    this.proc = proc;
  }

  /**
   * Fills in the names of a process; they stay empty when it is gone and nothing is known of its
   * container.
   *
   * @param nowNanos any clock that goes forward; that of the events
   */
  void name(ProcessInfo.Builder values, ProcessInfo ids, long nowNanos) {
    Names names = namesFor(ids, nowNanos);
    if (names != null) {
      values
          .userName(names.users.getOrDefault(ids.uid(), ""))
          .groupName(names.groups.getOrDefault(ids.gid(), ""));
    }
  }

  private @Nullable Names namesFor(ProcessInfo ids, long nowNanos) {
    Path directory = proc.resolve(ids.tgid() + "/root");
    Root root = identify(ids.containerId(), directory);
    if (root == null) {
      return lastOfContainer.get(ids.containerId());
    }
    Names names = byRoot.get(root);
    if (names == null
        || (!names.knows(ids.uid(), ids.gid()) && nowNanos - names.readAt > REREAD_NANOS)) {
      names =
          new Names(
              parse(readInRoot(directory, "etc/passwd")),
              parse(readInRoot(directory, "etc/group")),
              nowNanos);
      byRoot.put(root, names);
    }
    // what starts a container still has the host's root: its names are not the container's
    if (ids.container().isHost() || !root.sameDirectory(ownRoot)) {
      lastOfContainer.put(ids.containerId(), names);
    }
    return names;
  }

  private static @Nullable Root identify(String containerId, Path directory) {
    try {
      Map<String, Object> file = Files.readAttributes(directory, "unix:dev,ino");
      return new Root(
          containerId, String.valueOf(file.get("dev")), String.valueOf(file.get("ino")));
    } catch (IOException gone) {
      return null;
    }
  }

  private static String readInRoot(Path root, String path) {
    int fd = LibC.get().openInRoot(root.toString(), path);
    if (fd < 0) {
      return "";
    }
    try {
      return readRegular(Path.of("/proc/self/fd/" + fd));
    } finally {
      LibC.get().close(fd);
    }
  }

  private static String readRegular(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /** {@code name:x:id:…} on each line; the first line of an id counts. */
  static Map<Long, String> parse(String text) {
    Map<Long, String> names = new HashMap<>();
    for (String line : text.split("\n")) {
      String[] fields = line.split(":", 4);
      if (fields.length >= 3
          && fields[0].length() <= MAX_NAME
          && fields[2].matches("[0-9]{1,10}")) {
        names.putIfAbsent(Long.parseLong(fields[2]), fields[0]);
      }
    }
    return names;
  }

  private record Root(String containerId, String device, String inode) {
    boolean sameDirectory(@Nullable Root other) {
      return other != null && device.equals(other.device) && inode.equals(other.inode);
    }
  }

  private record Names(Map<Long, String> users, Map<Long, String> groups, long readAt) {
    boolean knows(long uid, long gid) {
      return users.containsKey(uid) && groups.containsKey(gid);
    }
  }

  private static final class LastUsed<K, V> extends LinkedHashMap<K, V> {
    LastUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MAX_ROOTS;
    }
  }
}
