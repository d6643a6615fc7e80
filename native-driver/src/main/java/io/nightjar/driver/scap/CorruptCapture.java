package io.nightjar.driver.scap;

/** A capture cannot be read on from here; it never leaves this package but as a damage. */
final class CorruptCapture extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final boolean truncated;

  private CorruptCapture(long offset, boolean truncated, String reason) {
    super(reason);
    this.offset = offset;
    this.truncated = truncated;
  }

  /** The file just ends early. */
  static CorruptCapture truncated(long offset, String reason) {
    return new CorruptCapture(offset, true, reason);
  }

  /** What stands there cannot be. */
  static CorruptCapture wrong(long offset, String reason) {
    return new CorruptCapture(offset, false, reason);
  }

  /** Bytes from the start of the capture, unpacked, to the first of the block that is wrong. */
  long offset() {
    return offset;
  }

  boolean truncated() {
    return truncated;
  }

  /** What is wrong; plain text. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
