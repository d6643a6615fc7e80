package io.nightjar.rules.pushdown;

import io.nightjar.driver.NumberTest;
import io.nightjar.rules.field.Origin.Word;
import io.nightjar.rules.language.Expression.Check;
import java.util.List;
import java.util.Set;

/** Judges checks of the names of flags; where the flags are missing every check fails. */
final class WordJudge {
  private WordJudge() {}

  static Judged judge(Check check, List<Word> words) {
    if (!Constants.anyOf(check)) {
      return Judged.UNKNOWN;
    }
    return switch (check.operator()) {
      case CONTAINS -> new Judged(anyWordWith(check, words), noWordWith(check, words));
      case EQUAL, IN, INTERSECTS, STARTS_WITH, ENDS_WITH ->
          new Judged(anyWordWith(check, words), Clauses.ALWAYS);
      default -> Judged.UNKNOWN;
    };
  }

  /** Covers the texts that contain one of the constants. */
  private static Clauses anyWordWith(Check check, List<Word> words) {
    Clauses any = Clauses.NEVER;
    for (String constant : Constants.texts(check)) {
      // what reaches over a bar is left, and so is what may stand in the digits of other bits
      if (constant.indexOf('|') >= 0 || constant.chars().allMatch(Character::isDigit)) {
        return Clauses.ALWAYS;
      }
      for (Word word : words) {
        if (word.name().contains(constant)) {
          any = any.or(CheckJudge.clause(oneBit(word.test())));
        }
      }
    }
    return any;
  }

  /** Of several bits any one will do, so that the test can be joined with others. */
  private static NumberTest oneBit(NumberTest test) {
    boolean bits = !test.negated() && test.values().equals(Set.of(test.mask()));
    return bits && test.mask() != -1 ? NumberTest.anyBit(test.arg(), test.mask()) : test;
  }

  /** Covers the texts that contain none of the constants. */
  private static Clauses noWordWith(Check check, List<Word> words) {
    Clauses none = Clauses.ALWAYS;
    for (String constant : Constants.texts(check)) {
      for (Word word : words) {
        if (word.name().contains(constant)) {
          none = none.and(CheckJudge.clause(noBit(word.test())));
        }
      }
    }
    return none;
  }

  private static NumberTest noBit(NumberTest test) {
    boolean one =
        !test.negated()
            && test.values().equals(Set.of(test.mask()))
            && Long.bitCount(test.mask()) == 1;
    return one
        ? NumberTests.not(NumberTest.anyBit(test.arg(), test.mask()))
        : NumberTests.not(test);
  }
}
