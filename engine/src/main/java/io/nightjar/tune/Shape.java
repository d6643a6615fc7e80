package io.nightjar.tune;

/**
 * What paths and commands that differ only in numbers have in common: {@code /var/log/app-17.log}
 * and {@code /var/log/app-18.log} are both {@code /var/log/app-<n>.log}. For groups alone: an
 * exception has the values as they were seen.
 */
final class Shape {
  private static final int LONGEST = 160;
  private static final int HEX_AT_LEAST = 8;

  /** What Kubernetes makes the ends of names from: no vowels, no digits that look like letters. */
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX = 5;

  private Shape() {}

  /** Takes time linear in the text, whatever the text is. */
  static String of(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder shape = new StringBuilder(cut.length());
    int at = 0;
    while (at < cut.length()) {
      int end = at;
      while (end < cut.length() && isWord(cut.charAt(end))) {
        end++;
      }
      if (end == at) {
        shape.append(cut.charAt(at++));
      } else {
        shape.append(word(cut, at, end));
        at = end;
      }
    }
    return joined(shape.toString());
  }

  private static String word(String text, int from, int to) {
    String word = text.substring(from, to);
    boolean digits = word.chars().anyMatch(c -> c >= '0' && c <= '9');
    boolean letters = word.chars().anyMatch(c -> c < '0' || c > '9');
    if (digits && !letters) {
      return "<n>";
    }
    boolean hex = word.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    if (digits && hex && word.length() >= HEX_AT_LEAST) {
      return "<hex>";
    }
    if (from > 0 && text.charAt(from - 1) == '-' && word.length() == SUFFIX && isSuffix(word)) {
      return "<pod>";
    }
    return digits ? numbered(word) : word;
  }

  private static boolean isSuffix(String word) {
    return word.chars().allMatch(c -> SUFFIX_LETTERS.indexOf(c) >= 0)
        && word.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  /** {@code worker17} is {@code worker<n>}; a digit or two within a word is part of its name. */
  private static String numbered(String word) {
    int end = word.length();
    while (end > 0 && word.charAt(end - 1) >= '0' && word.charAt(end - 1) <= '9') {
      end--;
    }
    return word.length() - end > 1 ? word.substring(0, end) + "<n>" : word;
  }

  /** A UUID is five words in a row; a hash before a pod's suffix belongs to it. */
  private static String joined(String shape) {
    String joined = shape;
    if (joined.contains("<hex>-")) {
      joined = joined.replaceAll("<hex>(-(<hex>|<n>|[0-9a-f]{4})){3}-<(hex|n)>", "<uuid>");
      joined = joined.replace("<hex>-<pod>", "<pod>");
    }
    return joined;
  }

  private static boolean isWord(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
