package io.nightjar.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When a file is moved aside for a new one, and how many of those are kept: {@code alerts.json.1}
 * is the newest. A line is never torn. For one thread at a time.
 */
public final class Rotation {

  private final long bytesAtMost;
  private final Duration ageAtMost;
  private final int keep;
  private final InstantSource clock;
  private @Nullable Object looked;
  private long size;
  private Instant begun = Instant.EPOCH;
  private boolean beganIt;

  /**
   * @param bytesAtMost of one file; a longer line stands in a file of its own
   * @param ageAtMost since its first line
   * @param keep how many files are kept beside the one that is written
   */
  public Rotation(long bytesAtMost, Duration ageAtMost, int keep, InstantSource clock) {
    this.bytesAtMost = bytesAtMost;
    this.ageAtMost = ageAtMost;
    this.keep = keep;
    this.clock = clock;
  }

  /** Whether the file has to go before {@code more} bytes are written, which are then counted. */
  boolean isDue(Path file, int more) throws IOException {
    Instant now = clock.instant();
    BasicFileAttributes found = attributes(file);
    Object key = found == null ? null : found.fileKey();
    if (found == null) {
      size = 0;
    } else if (beganIt) {
      looked = key;
    } else if (key == null || !key.equals(looked)) {
      looked = key;
      size = found.size();
      // what an earlier run began is as old as the file system says
      begun = found.creationTime().toInstant();
    }
    if (size == 0) {
      begun = now;
    }
    boolean due = size > 0 && (size + more > bytesAtMost || now.isAfter(begun.plus(ageAtMost)));
    beganIt = found == null || due;
    if (due) {
      begun = now;
    }
    size = due ? more : size + more;
    return due;
  }

  private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Moves all one further; the oldest is deleted. */
  void rotate(Path file) throws IOException {
    for (int number = keep; number > 1; number--) {
      Path from = numbered(file, number - 1);
      if (Files.exists(from)) {
        Files.move(from, numbered(file, number), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (keep == 0) {
      Files.deleteIfExists(file);
    } else {
      Files.move(file, numbered(file, 1), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }
}
