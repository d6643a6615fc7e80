package io.nightjar.cli;

import java.util.Locale;

/**
 * Makes text that an attacker may have chosen safe to show: a terminal obeys control characters,
 * and invisible or direction-changing ones make a line read as another.
 */
public final class PlainText {

  private PlainText() {}

  /** One line: everything that is not plainly visible becomes an escape such as {@code \x1b}. */
  public static String of(String text) {
    StringBuilder safe = null;
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      boolean visible = isVisible(codePoint);
      if (!visible && safe == null) {
        safe = new StringBuilder(text.length() + 16).append(text, 0, index);
      }
      if (safe != null) {
        if (visible) {
          safe.appendCodePoint(codePoint);
        } else {
          safe.append(escape(codePoint));
        }
      }
      index += Character.charCount(codePoint);
    }
    return safe == null ? text : safe.toString();
  }

  /** As {@link #of}, line by line: for text of several lines, such as an error with its caret. */
  public static String lines(String text) {
    return String.join("\n", text.lines().map(PlainText::of).toList());
  }

  /** At most {@code width} characters, with an ellipsis where it was cut. */
  public static String cut(String text, int width) {
    String plain = of(text);
    if (plain.codePointCount(0, plain.length()) <= width) {
      return plain;
    }
    return plain.substring(0, plain.offsetByCodePoints(0, width - 1)) + "…";
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          // stacked on their neighbours they can cover other lines
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        String form = codePoint < 0x100 ? "\\x%02x" : codePoint < 0x10000 ? "\\u%04x" : "\\U%08x";
        yield String.format(Locale.ROOT, form, codePoint);
      }
    };
  }
}
