package io.nightjar.actions.kubernetes;

import io.nightjar.actions.DisplayText;
import java.util.List;

/** Lists of names in sentences. */
final class Words {
  private Words() {}

  /** The first of them, and how many more there are. */
  static String some(List<String> names, int most) {
    String first = String.join(", ", names.stream().limit(most).map(DisplayText::of).toList());
    return names.size() <= most ? first : first + " and " + (names.size() - most) + " more";
  }
}
