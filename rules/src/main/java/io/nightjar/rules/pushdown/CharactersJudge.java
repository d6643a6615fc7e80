package io.nightjar.rules.pushdown;

import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Operator;

/** Judges checks of a text of which only the characters are known. */
final class CharactersJudge {
  static final String HEXADECIMAL = "0123456789abcdef";
  static final String TUPLE = HEXADECIMAL + ".:->";

  private CharactersJudge() {}

  /** A text that is there, is not empty, and holds only these characters. */
  static Judged judge(Check check, String characters) {
    Operator operator = check.operator();
    return switch (operator) {
      case EXISTS -> Judged.HOLDS;
      case EQUAL, IN, INTERSECTS, CONTAINS, STARTS_WITH, ENDS_WITH ->
          possible(check, characters) ? Judged.UNKNOWN : Judged.FAILS;
      case NOT_EQUAL -> possible(check, characters) ? Judged.UNKNOWN : Judged.HOLDS;
      default -> Judged.UNKNOWN;
    };
  }

  private static boolean possible(Check check, String characters) {
    return Constants.texts(check).stream()
        .anyMatch(text -> text.chars().allMatch(c -> characters.indexOf(c) >= 0));
  }
}
