package io.nightjar.agent.tasks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nightjar.files.OwnerOnly;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tasks were begun and what became of them, a file each, so that a task that comes again is
 * not done again. It survives the end of the process at any instant. It need not survive that of
 * the machine: what a task does to processes, containers and networks ends with that, too. Any
 * thread, but one at a time for each task.
 */
final class TaskLedger {

  private static final Logger log = LoggerFactory.getLogger(TaskLedger.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
  private static final String EPOCH = "epoch";

  /**
   * What is known of a task.
   *
   * @param before how it was when the task was begun, as far as that tells whether it was done
   * @param outcome null while it is being done, and when the process ended before it was
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Note(String before, @Nullable TaskOutcome outcome) {}

  private final Path folder;
  private final Duration keep;
  private final InstantSource clock;
  private long epoch;

  /**
   * @param keep for so long a task that comes again is known again
   */
  TaskLedger(Path folder, Duration keep, InstantSource clock) throws IOException {
    this.folder = folder;
    this.keep = keep;
    this.clock = clock;
    OwnerOnly.folder(folder);
    this.epoch = readEpoch();
    forgetOld();
  }

  /** Whether a text can be the id of a task. */
  static boolean isId(String text) {
    return ID.matcher(text).matches() && !text.equals(EPOCH);
  }

  /** Empty for a task that was never begun here. */
  Optional<Note> find(String id) {
    try {
      return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file(id)), Note.class));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (IOException damaged) {
      // begun, and nothing else is known of it
      log.warn("what is noted of task {} cannot be read", id, damaged);
      return Optional.of(new Note("", null));
    }
  }

  /**
   * The task is about to be done.
   *
   * @throws UncheckedIOException when that cannot be noted; then nothing may be done
   */
  void begin(String id, String before) {
    write(file(id), Json.write(new Note(before, null)));
  }

  /** It was done, or as much of it as can be. */
  void finish(String id, String before, TaskOutcome outcome) {
    write(file(id), Json.write(new Note(before, outcome)));
  }

  /**
   * Whether a task of that epoch may be done: an engine that another has followed wants nothing any
   * more.
   */
  synchronized boolean admits(long wanted) {
    if (wanted < epoch) {
      return false;
    }
    if (wanted > epoch) {
      write(folder.resolve(EPOCH), Long.toString(wanted));
      epoch = wanted;
    }
    return true;
  }

  private long readEpoch() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve(EPOCH)).strip());
    } catch (NoSuchFileException | NumberFormatException first) {
      return 0;
    }
  }

  private Path file(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("not the id of a task");
    }
    return folder.resolve(id);
  }

  private void write(Path file, String text) {
    try {
      OwnerOnly.write(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("the task cannot be noted: " + e.getMessage(), e);
    }
  }

  /** Forgets what was kept long enough, with what a sudden end left half written. */
  void forgetOld() {
    FileTime before = FileTime.from(clock.instant().minus(keep));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old =
          files.filter(file -> !file.endsWith(EPOCH) && time(file).compareTo(before) < 0).toList();
      for (Path file : old) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("old notes of tasks are not deleted: {}", e.toString());
    }
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.from(Instant.MAX);
    }
  }
}
