package io.nightjar.driver;

import java.io.IOException;

/** A file that is no recording which Nightjar can read; the message says why, in plain words. */
public final class RecordingException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset bytes from the start of the file to what is wrong
   */
  public RecordingException(long offset, String reason) {
    super(reason + " (at byte " + offset + ")");
    this.offset = offset;
  }

  public long offset() {
    return offset;
  }
}
