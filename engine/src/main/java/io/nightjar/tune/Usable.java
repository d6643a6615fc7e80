package io.nightjar.tune;

import java.nio.charset.StandardCharsets;

/** Whether a value that was seen may stand in a rule file. */
enum Usable {
  YES,
  /** Longer than a constant of the language may be. */
  TOO_LONG,
  /** Holds what is not plain printable ASCII: nobody could tell by looking what is excepted. */
  REFUSED;

  private static final int LONGEST_BYTES = 255;

  static Usable of(String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      return REFUSED;
    }
    return value.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES ? TOO_LONG : YES;
  }
}
