package io.nightjar.actions;

/** Text that an attacker may have chosen, made safe to show: no control or format characters. */
public final class DisplayText {
  private static final int LONGEST = 200;

  private DisplayText() {}

  /**
   * Control, format and unpaired surrogate characters become {@code \}{@code uXXXX}; long text is
   * cut.
   */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /** As {@link #of(String)}, cut after {@code longest} characters. */
  public static String of(String text, int longest) {
    StringBuilder shown = new StringBuilder(text.length());
    int[] codePoints = text.codePoints().limit(longest).toArray();
    for (int codePoint : codePoints) {
      if (isPlain(codePoint)) {
        shown.appendCodePoint(codePoint);
      } else {
        shown.append(String.format("\\u%04x", codePoint));
      }
    }
    return text.codePointCount(0, text.length()) > longest
        ? shown.append("…").toString()
        : shown.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
