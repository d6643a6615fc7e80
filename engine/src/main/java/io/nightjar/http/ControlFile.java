package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.files.OwnerOnly;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the running Nightjar of a state folder is reached.
 *
 * @param startTimeTicks field 22 of {@code /proc/PID/stat}, so that a recycled process id is not
 *     taken for it; unlike a time of day it stays the same when the clock is set. 0 where there is
 *     no /proc
 */
public record ControlFile(URI url, long pid, long startTimeTicks) {

  private static final String FILE = "control.json";
  private static final int START_TIME_FIELD = 22;

  /** The one of this process. */
  public static ControlFile of(URI url) {
    long pid = ProcessHandle.current().pid();
    return new ControlFile(url, pid, startTimeTicks(pid));
  }

  public void write(Path state) throws IOException {
    OwnerOnly.write(
        state.resolve(FILE),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** Removes the file if it is still this one. */
  public void remove(Path state) throws IOException {
    if (read(state).filter(this::equals).isPresent()) {
      Files.deleteIfExists(state.resolve(FILE));
    }
  }

  static Optional<ControlFile> read(Path state) throws IOException {
    try {
      String text = Files.readString(state.resolve(FILE));
      return Optional.of(Json.MAPPER.readValue(text, ControlFile.class));
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether the process that wrote it still runs. Asked before the token is sent: after a crash
   * somebody else may listen on the port.
   */
  boolean alive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && startTimeTicks(pid) == startTimeTicks;
  }

  private static long startTimeTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // the name in parentheses may hold anything, so count from its end: state is field 3
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[START_TIME_FIELD - 3]);
    } catch (IOException e) {
      return 0;
    }
  }
}
