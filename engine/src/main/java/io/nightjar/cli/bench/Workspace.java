package io.nightjar.cli.bench;

import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadGenerator;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a benchmark keeps its programs and files, and the container that its load is made in. */
final class Workspace implements AutoCloseable {

  private final Path folder;
  private final LoadGenerator generator;
  private final @Nullable BenchCgroup container;
  private final Thread atExit = new Thread(this::remove, "remove the benchmark's files");
  private int baits;

  private Workspace(Path folder, LoadGenerator generator, @Nullable BenchCgroup container) {
    this.folder = folder;
    this.generator = generator;
    this.container = container;
  }

  /**
   * @param inContainer whether the load is that of a container; it is the host's otherwise
   */
  static Workspace create(boolean inContainer) throws IOException, UsageFailure {
    Path folder = createFolder();
    BenchCgroup container = null;
    try {
      LoadGenerator generator = LoadGenerator.unpack(folder);
      container = inContainer ? BenchCgroup.create(System.nanoTime()) : null;
      Workspace workspace = new Workspace(folder, generator, container);
      Runtime.getRuntime().addShutdownHook(workspace.atExit);
      Files.writeString(workspace.plain(), "no rule cares about it\n");
      Files.writeString(workspace.watched(), "a rule cares about it\n");
      Files.createDirectory(workspace.baits());
      return workspace;
    } catch (DriverUnavailable e) {
      delete(folder);
      throw new UsageFailure("the load generator is " + e.getMessage());
    } catch (IOException e) {
      delete(folder);
      throw e;
    }
  }

  /**
   * The real path, for that is what the kernel tells, and not where temporary files lie: rules look
   * at what is executed there.
   */
  private static Path createFolder() throws IOException {
    Path state = Path.of("/var/lib");
    return (Files.isWritable(state)
            ? Files.createTempDirectory(state, "nightjar-bench-")
            : Files.createTempDirectory("nightjar-bench-"))
        .toRealPath();
  }

  LoadGenerator generator() {
    return generator;
  }

  Path folder() {
    return folder;
  }

  /** A file that no rule names. */
  Path plain() {
    return folder.resolve("plain");
  }

  /** A file that a rule of {@link BenchRules} names. */
  Path watched() {
    return folder.resolve("watched");
  }

  /** All bait lies below it. */
  Path baits() {
    return folder.resolve("bait");
  }

  /** An empty folder for the bait of one load. */
  Path nextBait() throws IOException {
    return Files.createDirectory(baits().resolve(Integer.toString(++baits)));
  }

  @Nullable BenchCgroup container() {
    return container;
  }

  /** Puts a load where it belongs. */
  Load placed(Load load) {
    return container == null ? load : load.in(List.of(container.processes()));
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // then it runs at this moment, and finds nothing left
    }
  }

  private synchronized void remove() {
    try {
      if (container != null) {
        container.close();
      }
      delete(folder);
    } catch (IOException left) {
      // a few files stay
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
