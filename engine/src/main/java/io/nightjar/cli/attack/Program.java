package io.nightjar.cli.attack;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine, always bounded in time and never through a shell. */
final class Program {

  /**
   * @param exit the exit code, or 128 and the signal's number as shells have it
   * @param output both streams, at most 64 KiB
   */
  record Ended(int exit, String output) {}

  private static final int OUTPUT_AT_MOST = 64 * 1024;

  private Program() {}

  /** Runs it to its end. */
  static Ended run(List<String> command, Duration limit) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(nothing()).start();
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
      }
      return new Ended(process.exitValue(), output.join());
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Runs it and insists on success.
   *
   * @throws IOException with what it said, when it failed
   */
  static Ended check(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    Ended ended = run(command, limit);
    if (ended.exit() != 0) {
      throw new IOException(
          String.join(" ", command) + " failed (" + ended.exit() + "): " + ended.output().strip());
    }
    return ended;
  }

  /** Starts it with nothing to read and nowhere to write. */
  static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectInput(nothing())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static File nothing() {
    return new File("/dev/null");
  }

  private static String read(InputStream stream) {
    try (stream) {
      byte[] kept = stream.readNBytes(OUTPUT_AT_MOST);
      stream.skip(Long.MAX_VALUE);
      return new String(kept, StandardCharsets.UTF_8);
    } catch (IOException closed) {
      return "";
    }
  }
}
