package io.nightjar.rules.pushdown;

import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.NumberTest;
import io.nightjar.driver.PathTest;
import io.nightjar.rules.field.Origin;
import io.nightjar.rules.field.Origins;
import io.nightjar.rules.field.Possibility;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.language.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges one check for one type of event as far as the kernel can. */
final class CheckJudge {
  private CheckJudge() {}

  static Judged judge(Check check, EventType type) {
    Judged all = Judged.NEITHER;
    for (Possibility possibility : Origins.of(check.field(), type)) {
      Judged judged = judge(check, possibility.origin(), type);
      Clauses events = known(possibility.when(), type);
      all = all.or(judged.within(events));
    }
    return all;
  }

  /** Without the tests of what events of this type never have: those hold anyway. */
  private static Clauses known(FilterClause clause, EventType type) {
    List<NumberTest> numbers = new ArrayList<>(clause.numbers());
    numbers.removeIf(test -> test.arg() != null && !type.args().contains(test.arg()));
    return Clauses.of(
        new FilterClause(clause.scope(), clause.outcome(), numbers, clause.paths(), false));
  }

  private static Judged judge(Check check, Origin origin, EventType type) {
    boolean certain = origin instanceof Origin.Missing || origin instanceof Origin.FixedText;
    boolean severalDifferent =
        check.operator() == Operator.NOT_EQUAL && check.quantifier() != Quantifier.SINGLE;
    if (severalDifferent && !certain) {
      return Judged.UNKNOWN;
    }
    if (check.other() != null) {
      return origin instanceof Origin.Missing ? Judged.FAILS : Judged.UNKNOWN;
    }
    boolean list = check.operator().operand() == Operator.Operand.LIST;
    if (list && check.values().isEmpty()) {
      return Judged.FAILS;
    }
    if (!check.field().transformers().isEmpty()) {
      return transformed(check, origin);
    }
    return switch (origin) {
      case Origin.Missing missing -> Judged.FAILS;
      case Origin.Unknown unknown -> Judged.UNKNOWN;
      case Origin.FixedText text -> ofKnown(Constants.holds(check, text.value()));
      case Origin.FixedNumber number -> ofKnown(Constants.holds(check, number.value()));
      case Origin.Positive positive -> single(check) ? positive(check) : Judged.UNKNOWN;
      case Origin.ContainerId id -> CharactersJudge.judge(check, CharactersJudge.HEXADECIMAL);
      case Origin.Tuple tuple -> CharactersJudge.judge(check, CharactersJudge.TUPLE);
      case Origin.NumberOf number ->
          single(check) ? NumberJudge.judge(check, number.arg()) : Judged.UNKNOWN;
      case Origin.Decimal decimal -> NumberJudge.judgeDigits(check, decimal.arg());
      case Origin.Choice choice -> NumberJudge.judge(check, choice);
      case Origin.Words words -> WordJudge.judge(check, words.words());
      case Origin.Path path -> judge(check, path, type);
    };
  }

  private static boolean single(Check check) {
    return check.quantifier() == Quantifier.SINGLE;
  }

  private static Judged transformed(Check check, Origin origin) {
    boolean name = check.field().transformers().equals(List.of(Transformer.BASENAME));
    if (origin instanceof Origin.Missing) {
      return Judged.FAILS;
    }
    return name && origin instanceof Origin.Path path && path.part() == Origin.Part.WHOLE
        ? PathJudge.judge(check, new Origin.Path(path.arg(), Origin.Part.NAME), false)
        : Judged.UNKNOWN;
  }

  private static Judged judge(Check check, Origin.Path path, EventType type) {
    boolean normal = type.args().contains(PathJudge.directoryOf(path.arg()));
    return PathJudge.judge(check, path, normal);
  }

  private static Judged ofKnown(@Nullable Boolean holds) {
    return holds == null ? Judged.UNKNOWN : Judged.of(holds);
  }

  /**
   * Of a number from 1 on only that it is not 0 or less is of use: rules write "never" like that.
   */
  private static Judged positive(Check check) {
    if (check.operator() == Operator.EXISTS) {
      return Judged.HOLDS;
    }
    List<@Nullable Long> constants = Constants.numbers(check);
    if (constants.size() != 1 || constants.get(0) == null) {
      return Judged.UNKNOWN;
    }
    long constant = Objects.requireNonNull(constants.get(0));
    return switch (check.operator()) {
      case EQUAL, IN -> constant < 1 ? Judged.FAILS : Judged.UNKNOWN;
      case NOT_EQUAL -> constant < 1 ? Judged.HOLDS : Judged.UNKNOWN;
      case LESS -> constant <= 1 ? Judged.FAILS : Judged.UNKNOWN;
      case LESS_OR_EQUAL -> constant < 1 ? Judged.FAILS : Judged.UNKNOWN;
      case GREATER -> constant < 1 ? Judged.HOLDS : Judged.UNKNOWN;
      case GREATER_OR_EQUAL -> constant <= 1 ? Judged.HOLDS : Judged.UNKNOWN;
      default -> Judged.UNKNOWN;
    };
  }

  static Clauses clause(NumberTest test) {
    return Clauses.of(
        new FilterClause(
            FilterClause.Scope.ANY, FilterClause.Outcome.ANY, List.of(test), List.of(), false));
  }

  static Clauses clause(PathTest... tests) {
    return Clauses.of(
        new FilterClause(
            FilterClause.Scope.ANY, FilterClause.Outcome.ANY, List.of(), List.of(tests), false));
  }
}
