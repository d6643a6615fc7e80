package io.nightjar.driver.bench;

import io.nightjar.driver.Architecture;
import io.nightjar.driver.DriverUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/** The program that makes the system calls, and the small ones that it executes. */
public final class LoadGenerator {
  private static final String LOAD = "nightjar-load";
  private static final String TINY = "nightjar-tiny";
  private static final String WRITES_FIRST = "nightjar-writes-first";

  /** Beyond what was asked for; then it is taken down. */
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;

  private LoadGenerator(Path folder) {
    this.folder = folder;
  }

  /**
   * Unpacks the programs into a folder, which the caller removes.
   *
   * @throws DriverUnavailable when this build has none
   */
  public static LoadGenerator unpack(Path folder) throws DriverUnavailable, IOException {
    for (String name : new String[] {LOAD, TINY, WRITES_FIRST}) {
      String resource = "/native/linux-" + Architecture.name() + "/" + name;
      try (InputStream in = LoadGenerator.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new DriverUnavailable(
              "not built: this build has no " + resource + " (gcc, make and libc6-dev make it)");
        }
        Path file = folder.resolve(name);
        Files.copy(in, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
    return new LoadGenerator(folder);
  }

  /** A program that ends at once. */
  public Path tiny() {
    return folder.resolve(TINY);
  }

  /** A program that writes a byte with its first instructions and then waits to be killed. */
  public Path writesFirst() {
    return folder.resolve(WRITES_FIRST);
  }

  /** Makes the load and waits for its end. */
  public LoadResult run(Load load) throws IOException, InterruptedException {
    return start(load).await();
  }

  /** Begins to make the load. */
  public Running start(Load load) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(load.command(folder.resolve(LOAD)));
    return new Running(builder.redirectErrorStream(true).start(), load);
  }

  /** A load that is being made. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final Load load;

    Running(Process process, Load load) {
      this.process = process;
      this.load = load;
    }

    public boolean isAlive() {
      return process.isAlive();
    }

    /**
     * Waits for its end.
     *
     * @throws IOException when it failed, with what it said
     */
    public LoadResult await() throws IOException, InterruptedException {
      try {
        long seconds = load.duration().toSeconds() + PATIENCE_SECONDS;
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          throw new IOException("the load did not end within " + seconds + " s");
        }
        // it prints less than a pipe holds
        String said =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.exitValue() != 0) {
          throw new IOException("the load generator failed: " + said);
        }
        return LoadResult.parse(said);
      } finally {
        close();
      }
    }

    /** Ends it; its own processes end with it, for they are only forked. */
    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
