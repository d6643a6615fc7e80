package io.nightjar.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list begins: after this row.
 *
 * @param number what the list is sorted by, the largest first
 * @param id what it is sorted by where the number is the same
 */
record Place(long number, String id) {

  /** Before the first row. */
  static final Place BEGIN = new Place(Long.MAX_VALUE, "");

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.([A-Za-z0-9-]{1,80}))?");

  /**
   * @param text as {@link #text} gives it; empty for the beginning
   * @throws IllegalArgumentException when it is no such text
   */
  static Place parse(String text) {
    if (text.isEmpty()) {
      return BEGIN;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("that is no place in the list");
    }
    String id = matcher.group(2);
    return new Place(Long.parseLong(matcher.group(1)), id == null ? "" : id);
  }

  String text() {
    return number + "." + id;
  }
}
