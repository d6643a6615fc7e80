package io.nightjar.audit;

import java.util.Base64;
import java.util.List;

/**
 * The state of the tree at one commit, as C2SP's tlog-checkpoint writes it: origin, size, root, and
 * one extension line with the running number, by which a dropped checkpoint is noticed.
 *
 * @param number counts from 1 without gaps
 * @param note the whole signed note
 */
public record Checkpoint(String origin, long size, Hash root, long number, String note) {

  private static final String NUMBER = "nightjar-checkpoint ";

  static String body(String origin, long size, Hash root, long number) {
    return origin
        + "\n"
        + size
        + "\n"
        + Base64.getEncoder().encodeToString(root.bytes())
        + "\n"
        + NUMBER
        + number
        + "\n";
  }

  /**
   * Reads a note without looking at its signature.
   *
   * @throws IllegalArgumentException when it is no checkpoint of Nightjar
   */
  public static Checkpoint parse(String note) {
    int end = note.indexOf("\n\n");
    List<String> lines = end < 0 ? List.of() : note.substring(0, end).lines().toList();
    if (lines.size() != 4 || !lines.get(3).startsWith(NUMBER)) {
      throw new IllegalArgumentException(
          "a checkpoint has origin, size, root, number, an empty line and a signature");
    }
    return new Checkpoint(
        lines.get(0),
        Long.parseLong(lines.get(1)),
        Hash.of(Base64.getDecoder().decode(lines.get(2))),
        Long.parseLong(lines.get(3).substring(NUMBER.length())),
        note);
  }
}
