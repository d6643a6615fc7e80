package io.nightjar.cli.bench;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/**
 * A control group that is named as a container of a pod is, so that rules about containers look at
 * the load. It lies apart from those of the kubelet, which would clean it up.
 *
 * @param leaf folder of the container
 */
record BenchCgroup(Path leaf, String podUid, String containerId) implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  /** In version 2 where there is one, else in the memory hierarchy of version 1. */
  static BenchCgroup create(long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder id = new StringBuilder();
    while (id.length() < 64) {
      id.append(String.format(Locale.ROOT, "%016x", random.nextLong()));
    }
    String pod = new UUID(random.nextLong(), random.nextLong()).toString();
    Path leaf = root().resolve("nightjar-bench/pod" + pod + "/" + id);
    Files.createDirectories(leaf);
    return new BenchCgroup(leaf, pod, id.toString());
  }

  private static Path root() throws IOException {
    List<Path> roots = List.of(MOUNT, MOUNT.resolve("unified"), MOUNT.resolve("memory"));
    for (Path root : roots) {
      if (Files.exists(root.resolve("cgroup.procs"))) {
        return root;
      }
    }
    throw new IOException("no control groups at " + MOUNT);
  }

  /** Its id as events carry it: one of version 1 has the highest bit set. */
  long id() throws IOException {
    long inode = (Long) Files.getAttribute(leaf, "unix:ino");
    return leaf.startsWith(MOUNT.resolve("memory")) ? inode | Long.MIN_VALUE : inode;
  }

  /** What a process writes itself into. */
  Path processes() {
    return leaf.resolve("cgroup.procs");
  }

  /** Removes it and its parents; another benchmark may still have the upper one. */
  @Override
  public void close() throws IOException {
    Path folder = leaf;
    for (int level = 0; level < 3; level++) {
      try {
        Files.deleteIfExists(folder);
      } catch (FileSystemException inUse) {
        return;
      }
      folder = folder.resolveSibling("..").normalize();
    }
  }
}
