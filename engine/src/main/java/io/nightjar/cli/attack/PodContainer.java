package io.nightjar.cli.attack;

import io.nightjar.files.OwnerOnly;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away container in the control group of a pod's container. Closing it, which may be done
 * twice and from another thread, leaves nothing behind; should even that not happen, it ends by
 * itself after its lifetime and the next attack clears its folder.
 */
final class PodContainer implements AutoCloseable {

  static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String FOLDER = "nightjar-attack-";

  private final HostTools tools;
  private final Path folder;
  private final Runc runc;
  private final Cgroup cgroup;
  private boolean closed;
  private volatile @Nullable ServiceNetwork network;

  private PodContainer(HostTools tools, Path folder, Victim victim) {
    this.tools = tools;
    this.folder = folder;
    this.runc = new Runc(tools.runc(), folder.resolve("runc"), folder.getFileName().toString());
    this.cgroup = Cgroup.of(victim);
  }

  /**
   * @throws IOException when runc or the kernel refuses; nothing is left then
   */
  static PodContainer start(HostTools tools, Victim victim, boolean privileged)
      throws IOException, InterruptedException {
    clearLeftovers(tools);
    Cgroup cgroup = Cgroup.of(victim);
    if (!cgroup.processes().isEmpty()) {
      throw new IOException(
          "another attack plays in the name of this container: wait for it, or name another pod");
    }
    Path folder = Files.createTempDirectory(FOLDER, OwnerOnly.FOLDER);
    PodContainer container = new PodContainer(tools, folder, victim);
    Thread cleaner = new Thread(container::closeQuietly, "attack-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      Path image = Files.createDirectory(folder.resolve("image"));
      Rootfs.create(image, Path.of(tools.busybox()));
      Layers.mount(folder, image);
      Files.writeString(
          folder.resolve("config.json"),
          Json.MAPPER.writeValueAsString(RuncConfig.of(victim, privileged, LIFETIME)));
      Files.writeString(folder.resolve("owner"), Long.toString(ProcessHandle.current().pid()));
      container.runc.start(folder);
      container.network = ServiceNetwork.start(tools, container.runc.pid());
      return container;
    } catch (IOException | InterruptedException | RuntimeException e) {
      container.closeQuietly();
      throw e;
    }
  }

  Program.Ended run(List<String> command, Duration limit) throws IOException, InterruptedException {
    return runc.exec(command, limit);
  }

  /** Types the lines into a shell on a terminal; returns what the terminal showed. */
  String type(List<String> lines, Duration limit) throws IOException, InterruptedException {
    return TerminalShell.type(tools, runc, lines, limit);
  }

  PayloadWatch startPayload(List<String> command) throws IOException, InterruptedException {
    long root = runc.execDetached(command, folder.resolve("payload.pid"));
    return new PayloadWatch(cgroup, root, runc.pid());
  }

  Cgroup cgroup() {
    return cgroup;
  }

  Path folder() {
    return folder;
  }

  // whoever comes second, be it the end of the process, waits until the first has cleaned up
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    ServiceNetwork listening = network;
    if (listening != null) {
      listening.close();
    }
    try {
      runc.delete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the container was deleted");
    }
    cgroup.remove();
    Layers.unmount(folder);
    removeTree(folder);
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      System.err.println("nightjar: the container's folder " + folder + " was left behind: " + e);
    }
  }

  /** Removes the containers of attacks that were killed before they could do it themselves. */
  static void clearLeftovers(HostTools tools) throws IOException, InterruptedException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      folders = entries.filter(PodContainer::isOurs).filter(PodContainer::hasNoOwner).toList();
    }
    for (Path folder : folders) {
      new Runc(tools.runc(), folder.resolve("runc"), folder.getFileName().toString()).delete();
      Layers.unmount(folder);
      removeTree(folder);
    }
  }

  // the folder of temporary files is everybody's: only what root alone can have made is trusted
  private static boolean isOurs(Path entry) {
    try {
      return entry.getFileName().toString().startsWith(FOLDER)
          && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
          && Integer.valueOf(0)
              .equals(Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS))
          && PosixFilePermissions.toString(Files.getPosixFilePermissions(entry))
              .equals("rwx------");
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean hasNoOwner(Path folder) {
    try {
      long owner = Long.parseLong(Files.readString(folder.resolve("owner")).strip());
      return ProcessHandle.of(owner).isEmpty();
    } catch (IOException | NumberFormatException unfinished) {
      return false;
    }
  }

  private static void removeTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(folder)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.deleteIfExists(entry);
    }
  }
}
