package io.nightjar.page.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a form that searches.
 *
 * @param kind "text", "time" or "choice"
 * @param value as it was given; the usual one where none was
 * @param usual what it is where nobody says otherwise
 * @param choices the values of a choice; empty otherwise
 */
public record SearchField(
    String name, String label, String kind, String value, String usual, List<String> choices) {

  private static final int LENGTH_AT_MOST = 300;

  public SearchField {
    choices = List.copyOf(choices);
  }

  static SearchField text(String name, String label) {
    return new SearchField(name, label, "text", "", "", List.of());
  }

  static SearchField time(String name, String label) {
    return new SearchField(name, label, "time", "", "", List.of());
  }

  static SearchField choice(String name, String label, String usual, List<String> choices) {
    return new SearchField(name, label, "choice", usual, usual, choices);
  }

  /** The same with what the address says; null for nothing. */
  public SearchField with(@Nullable String given) {
    if (given == null) {
      return this;
    }
    String stripped = given.strip();
    String cut = stripped.substring(0, Math.min(LENGTH_AT_MOST, stripped.length()));
    return new SearchField(name, label, kind, cut, usual, choices);
  }

  /** Whether it is another than usual. */
  public boolean isSet() {
    return !value.equals(usual);
  }
}
