package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.NumberTest;
import io.nightjar.rules.field.Origin;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Operator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges checks of numbers, and of texts that stand for one number. */
final class NumberJudge {
  /** A test of more values than this is not worth its place in the kernel. */
  private static final int MOST_VALUES = 64;

  private NumberJudge() {}

  /** A numeric field; where the number is absent the check fails, and both sides hold. */
  static Judged judge(Check check, @Nullable Arg arg) {
    List<@Nullable Long> constants = Constants.numbers(check);
    if (constants.contains(null)) {
      return Judged.UNKNOWN;
    }
    return switch (check.operator()) {
      case EQUAL, IN, INTERSECTS -> oneOf(arg, numbers(constants));
      case NOT_EQUAL -> oneOf(arg, numbers(constants)).not();
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
          arg == null
              ? ordered(check.operator(), Objects.requireNonNull(constants.get(0)))
              : Judged.UNKNOWN;
      case EXISTS -> arg == null ? Judged.HOLDS : Judged.UNKNOWN;
      default -> Judged.UNKNOWN;
    };
  }

  private static Set<Long> numbers(List<@Nullable Long> constants) {
    Set<Long> numbers = new HashSet<>();
    constants.forEach(constant -> numbers.add(Objects.requireNonNull(constant)));
    return numbers;
  }

  private static Judged oneOf(@Nullable Arg arg, Set<Long> values) {
    if (values.size() > MOST_VALUES) {
      return Judged.UNKNOWN;
    }
    NumberTest test = NumberTest.oneOf(arg, values);
    return new Judged(CheckJudge.clause(test), CheckJudge.clause(NumberTests.not(test)));
  }

  /** Of the order of results the kernel knows success and failure. */
  private static Judged ordered(Operator operator, long constant) {
    return switch (operator) {
      case LESS -> below(constant);
      case LESS_OR_EQUAL -> constant == Long.MAX_VALUE ? Judged.HOLDS : below(constant + 1);
      case GREATER -> constant == Long.MAX_VALUE ? Judged.FAILS : below(constant + 1).not();
      default -> below(constant).not();
    };
  }

  private static Judged below(long bound) {
    Clauses failed = outcome(Outcome.FAILED);
    Clauses succeeded = outcome(Outcome.SUCCEEDED);
    if (bound == 0) {
      return new Judged(failed, succeeded);
    }
    if (bound < 0) {
      return new Judged(failed, Clauses.ALWAYS);
    }
    Clauses atLeast =
        bound > MOST_VALUES
            ? succeeded
            : succeeded.and(
                CheckJudge.clause(NumberTests.not(NumberTest.oneOf(null, upTo(bound)))));
    return new Judged(
        bound > MOST_VALUES
            ? Clauses.ALWAYS
            : failed.or(CheckJudge.clause(NumberTest.oneOf(null, upTo(bound)))),
        atLeast);
  }

  private static Set<Long> upTo(long bound) {
    Set<Long> numbers = new HashSet<>();
    for (long number = 0; number < bound; number++) {
      numbers.add(number);
    }
    return numbers;
  }

  private static Clauses outcome(Outcome outcome) {
    return Clauses.of(
        new FilterClause(FilterClause.Scope.ANY, outcome, List.of(), List.of(), false));
  }

  /** A text that is the decimal digits of a number. */
  static Judged judgeDigits(Check check, @Nullable Arg arg) {
    if (!Constants.anyOf(check)) {
      return Judged.UNKNOWN;
    }
    return switch (check.operator()) {
      case EQUAL, IN, INTERSECTS -> oneOf(arg, canonical(check));
      case NOT_EQUAL -> oneOf(arg, canonical(check)).not();
      default -> Judged.UNKNOWN;
    };
  }

  /** The constants that are the usual spelling of a number: no other is ever compared equal. */
  private static Set<Long> canonical(Check check) {
    Set<Long> numbers = new HashSet<>();
    for (String text : Constants.texts(check)) {
      try {
        long number = Long.parseLong(text);
        if (Long.toString(number).equals(text)) {
          numbers.add(number);
        }
      } catch (NumberFormatException e) {
        // a word is no number's spelling
      }
    }
    return numbers;
  }

  /** A text that is the name of a number. */
  static Judged judge(Check check, Origin.Choice choice) {
    Set<Long> holding = new HashSet<>();
    Set<Long> failing = new HashSet<>();
    for (Map.Entry<Long, String> name : choice.names().entrySet()) {
      Boolean holds = Constants.holds(check, name.getValue());
      if (holds == null) {
        return Judged.UNKNOWN;
      }
      (holds ? holding : failing).add(name.getKey());
    }
    String otherwise = choice.otherwise();
    @Nullable Boolean others =
        otherwise == null ? othersHold(check) : Constants.holds(check, otherwise);
    return new Judged(
        named(choice.arg(), holding, failing, others == null || others),
        named(choice.arg(), failing, holding, others == null || !others));
  }

  /** Those names, and with {@code others} all numbers without a name as well. */
  private static Clauses named(@Nullable Arg arg, Set<Long> these, Set<Long> rest, boolean others) {
    Set<Long> listed = others ? rest : these;
    return listed.size() > MOST_VALUES
        ? Clauses.ALWAYS
        : CheckJudge.clause(new NumberTest(arg, -1, listed, others));
  }

  /** Whether a check of a name holds for decimal digits; null if for some. */
  private static @Nullable Boolean othersHold(Check check) {
    boolean digits =
        Constants.texts(check).stream()
            .anyMatch(text -> text.chars().allMatch(c -> c >= '0' && c <= '9'));
    return switch (check.operator()) {
      case EQUAL, IN, INTERSECTS, CONTAINS, STARTS_WITH, ENDS_WITH ->
          digits ? null : (Boolean) false;
      case NOT_EQUAL -> digits ? null : (Boolean) true;
      default -> null;
    };
  }
}
