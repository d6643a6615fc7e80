package io.nightjar.cli.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The container's root as a container runtime makes it: an overlay of the image and a layer for
 * what the container writes, so that the kernel tells what is part of the image from what was
 * dropped later.
 */
final class Layers {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String ROOT = "rootfs";

  private Layers() {}

  /** Makes {@code rootfs} in the folder. */
  static void mount(Path folder, Path image) throws IOException, InterruptedException {
    Path root = Files.createDirectory(folder.resolve(ROOT));
    Path upper = Files.createDirectory(folder.resolve("upper"));
    Path work = Files.createDirectory(folder.resolve("work"));
    String options = "lowerdir=" + image + ",upperdir=" + upper + ",workdir=" + work;
    Program.check(
        List.of("mount", "-t", "overlay", "overlay", "-o", options, root.toString()), LIMIT);
  }

  /** Takes it away again; well where there is none. */
  static void unmount(Path folder) throws IOException {
    try {
      Program.run(List.of("umount", "--lazy", folder.resolve(ROOT).toString()), LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the container's root was unmounted", e);
    }
  }
}
