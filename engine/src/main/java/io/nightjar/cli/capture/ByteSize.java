package io.nightjar.cli.capture;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 100M}, {@code 2G}, {@code 64KiB}; powers of 1024. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*([kmgt]?)(i?b)?");
  private static final String UNITS = "kmgt";
  private static final int UNIT_BITS = 10;

  private ByteSize() {}

  /**
   * @throws IllegalArgumentException with a message that says how a size is written
   */
  static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size: write it as 500K, 100M or 2G");
    }
    int unit = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (unit * UNIT_BITS));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("more than any disk holds", e);
    }
  }

  /** {@code 1.5 MiB}. */
  static String format(long bytes) {
    if (bytes < 1 << UNIT_BITS) {
      return bytes + " bytes";
    }
    int unit = (Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes)) / UNIT_BITS;
    int known = Math.min(unit, UNITS.length());
    return String.format(
        Locale.ROOT,
        "%.1f %siB",
        bytes / (double) (1L << (known * UNIT_BITS)),
        UNITS.toUpperCase(Locale.ROOT).charAt(known - 1));
  }
}
