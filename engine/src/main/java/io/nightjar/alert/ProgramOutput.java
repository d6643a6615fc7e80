package io.nightjar.alert;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands alerts to a command of the operator on its standard input. The command is run by the shell
 * exactly as the configuration writes it; nothing of an alert ever stands in it, in its arguments
 * or in its environment.
 */
public final class ProgramOutput implements AlertOutput {

  private final String command;
  private final boolean keepRunning;
  private final Duration patience;
  private volatile @Nullable Process running;
  private volatile boolean writing;

  /**
   * @param keepRunning whether one program takes all alerts, a line each
   * @param patience how long a program for one alert may run
   */
  public ProgramOutput(String command, boolean keepRunning, Duration patience) {
    this.command = command;
    this.keepRunning = keepRunning;
    this.patience = patience;
  }

  @Override
  public void write(String line) throws IOException, InterruptedException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    writing = true;
    try {
      if (keepRunning) {
        toRunning(bytes);
      } else {
        toNew(bytes);
      }
    } finally {
      writing = false;
    }
  }

  private void toNew(byte[] bytes) throws IOException, InterruptedException {
    Process process = start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(bytes);
    } catch (IOException e) {
      // a program may end without reading; what it ends with says whether that was well
    }
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      end(process);
      throw new IOException("the program did not end within " + patience.toMillis() + " ms");
    }
    running = null;
    if (process.exitValue() != 0) {
      throw new IOException("the program ended with " + process.exitValue());
    }
  }

  private void toRunning(byte[] bytes) throws IOException {
    Process process = running;
    if (process == null || !process.isAlive()) {
      process = start();
    }
    try {
      process.getOutputStream().write(bytes);
      process.getOutputStream().flush();
    } catch (IOException e) {
      end(process);
      throw new IOException("the program takes no alerts any more; it is started anew", e);
    }
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder(List.of("/bin/sh", "-c", command))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT)
            .start();
    running = process;
    return process;
  }

  /** Lets a kept program read to its end; the next alert starts another. */
  @Override
  public void reopen() throws IOException {
    Process process = running;
    running = null;
    if (process != null) {
      process.getOutputStream().close();
    }
  }

  private void end(Process process) {
    running = null;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /**
   * A kept program gets the end of its input and a moment; then it is killed. One that does not
   * read is killed at once: a stream in which a write is stuck cannot be closed.
   */
  @Override
  public void close() {
    Process process = running;
    if (process == null) {
      return;
    }
    if (writing) {
      end(process);
      return;
    }
    try {
      reopen();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
      }
    } catch (IOException e) {
      end(process);
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
    }
  }
}
