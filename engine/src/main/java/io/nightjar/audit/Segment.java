package io.nightjar.audit;

/**
 * Leaves that were moved out of the database into one file, as the database remembers them.
 *
 * @param number counts from 1
 * @param first index of its first leaf
 * @param end index after its last leaf; a signed checkpoint has exactly so many leaves
 * @param lastCheckpoint number of that checkpoint
 * @param file name of the file, without a folder
 * @param sha256 of the file, hex
 * @param note that checkpoint
 */
public record Segment(
    long number,
    long first,
    long end,
    long lastCheckpoint,
    String file,
    String sha256,
    String note) {

  /** The leaves that it holds, for people. */
  public String range() {
    return "leaves " + first + " to " + (end - 1);
  }
}
