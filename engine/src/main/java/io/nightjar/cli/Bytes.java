package io.nightjar.cli;

import java.util.Locale;

/** Sizes as people read them. */
final class Bytes {

  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

  private Bytes() {}

  /** {@code 812 bytes}, {@code 4.1 MB}; a kB is 1000 bytes. */
  static String words(long bytes) {
    double left = bytes;
    int unit = 0;
    while (left >= 1000 && unit < UNITS.length - 1) {
      left /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", left, UNITS[unit]);
  }
}
