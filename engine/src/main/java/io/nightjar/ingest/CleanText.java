package io.nightjar.ingest;

/** Text of others as it can be stored anywhere: of bounded length, and valid Unicode. */
final class CleanText {

  private static final char REPLACEMENT = '\uFFFD';

  private CleanText() {}

  /** Without half surrogate pairs and the character that no database takes; cut where too long. */
  static String of(String text, int longest) {
    int end = Math.min(text.length(), longest);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    int bad = firstBad(text, end);
    if (bad == end) {
      return end == text.length() ? text : text.substring(0, end);
    }
    StringBuilder clean = new StringBuilder(end).append(text, 0, bad);
    for (int i = bad; i < end; i++) {
      boolean pair = i + 1 < end && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
      if (pair) {
        clean.append(text, i, i + 2);
        i++;
      } else {
        clean.append(isBad(text.charAt(i)) ? REPLACEMENT : text.charAt(i));
      }
    }
    return clean.toString();
  }

  /** Where something may have to be replaced; {@code end} where nothing has. */
  private static int firstBad(String text, int end) {
    for (int i = 0; i < end; i++) {
      if (isBad(text.charAt(i))) {
        return i;
      }
    }
    return end;
  }

  private static boolean isBad(char one) {
    return one == 0 || Character.isSurrogate(one);
  }
}
