package io.nightjar.driver.capture;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a capture goes on in a new file. What is written at the moment is finished first, so a file
 * is somewhat larger and longer than this.
 *
 * @param bytes size of a file; 0 for no bound
 * @param time time that a file covers; null for no bound
 * @param keep how many files stay, the oldest is deleted; 0 for all
 */
public record Rotation(long bytes, @Nullable Duration time, int keep) {
  /** One file, however large. */
  public static final Rotation NONE = new Rotation(0, null, 0);

  public Rotation {
    if (bytes < 0 || keep < 0 || (time != null && !time.isPositive())) {
      throw new IllegalArgumentException("a bound is negative or nothing");
    }
  }

  boolean rotates() {
    return bytes > 0 || time != null;
  }
}
