package io.nightjar.driver;

/** What is remarkable about an executable file; a set of them is a bit mask on the wire. */
public enum ExeFlag {
  /** Made by memfd_create: it never was on a disk. */
  MEMFD(1),
  /** Its directory entry was already removed when it was executed. */
  DELETED(1 << 1),
  /** It lies in the upper layer of an overlay: it came after the image. */
  UPPER_LAYER(1 << 2),
  /** It lies in a lower layer of an overlay: it came with the image. */
  LOWER_LAYER(1 << 3),
  /** The user who started it may write to it. */
  WRITABLE(1 << 4),
  /** The file asked for was a script and this is its interpreter. */
  INTERPRETER(1 << 5);

  private final long bit;

  ExeFlag(long bit) {
    this.bit = bit;
  }

  public long bit() {
    return bit;
  }

  public boolean in(long mask) {
    return (mask & bit) != 0;
  }
}
