package io.nightjar.playbook.dialect;

import java.util.Locale;

/** Makes text that an attacker may have written safe to show on a terminal, in a log or a page. */
public final class Printable {
  private Printable() {}

  /**
   * Control characters, bidirectional and other invisible format characters, and lone surrogates
   * become escapes such as <code>\u001b</code>; what exceeds {@code limit} characters is cut and
   * marked.
   */
  public static String text(String raw, int limit) {
    StringBuilder out = new StringBuilder();
    int read = 0;
    while (read < raw.length() && out.length() < limit) {
      int point = raw.codePointAt(read);
      if (isHarmless(point)) {
        out.appendCodePoint(point);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", point));
      }
      read += Character.charCount(point);
    }
    return read < raw.length() ? out + "…" : out.toString();
  }

  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }
}
