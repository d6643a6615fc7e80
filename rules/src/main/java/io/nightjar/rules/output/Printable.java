package io.nightjar.rules.output;

/** Makes hostile text safe for a terminal, a log line and a person's eyes. */
public final class Printable {
  private Printable() {}

  /** Control characters, and those that hide or reorder others, become escapes like \\u001b. */
  public static String of(String text) {
    int at = 0;
    while (at < text.length() && !isHostile(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isHostile(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static boolean isHostile(char c) {
    if (c < 0x7f) {
      return c < ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
