package io.nightjar.rules.pushdown;

import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.match.Glob;
import io.nightjar.rules.match.PathPrefixes;
import io.nightjar.rules.match.TextMatchers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The constants on the right of a check, and how they compare with a value that is known. */
final class Constants {
  private Constants() {}

  static List<String> texts(Check check) {
    List<String> texts = new ArrayList<>(check.values().size());
    for (Literal value : check.values()) {
      texts.add(value.text());
    }
    return texts;
  }

  /** Whether any one of several constants suffices. */
  static boolean anyOf(Check check) {
    return check.quantifier() == Quantifier.SINGLE || check.quantifier() == Quantifier.ANY_OF;
  }

  /** Whether the check holds for this text; null where that is for the evaluator to say. */
  static @Nullable Boolean holds(Check check, String text) {
    if (!check.field().transformers().isEmpty() || check.other() != null) {
      return null;
    }
    List<String> constants = texts(check);
    if (check.operator() == Operator.EXISTS) {
      return true;
    }
    if (check.operator() == Operator.PATH_MATCH) {
      return new PathPrefixes(constants).matches(text);
    }
    int count = 0;
    for (String constant : constants) {
      Boolean one = holds(check.operator(), constant, text);
      if (one == null) {
        return null;
      }
      count += one ? 1 : 0;
    }
    return check.quantifier().holds(count, constants.size());
  }

  private static @Nullable Boolean holds(Operator operator, String constant, String text) {
    return switch (operator) {
      case EQUAL, IN, INTERSECTS -> text.equals(constant);
      case NOT_EQUAL -> !text.equals(constant);
      case CONTAINS -> text.contains(constant);
      case ICONTAINS -> TextMatchers.containsIgnoringCase(constant).matches(text);
      case STARTS_WITH -> text.startsWith(constant);
      case ENDS_WITH -> text.endsWith(constant);
      case GLOB -> Glob.of(constant, false).matches(text);
      case IGLOB -> Glob.of(constant, true).matches(text);
      case REGEX,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          BINARY_CONTAINS,
          BINARY_STARTS_WITH,
          PATH_MATCH,
          EXISTS ->
          null;
    };
  }

  /** Whether the check holds for this number; null where that is for the evaluator to say. */
  static @Nullable Boolean holds(Check check, long number) {
    if (check.operator() == Operator.EXISTS) {
      return true;
    }
    List<@Nullable Long> constants = numbers(check);
    if (check.quantifier() != Quantifier.SINGLE
        || constants.isEmpty()
        || constants.contains(null)) {
      return null;
    }
    long constant = Objects.requireNonNull(constants.get(0));
    return switch (check.operator()) {
      case EQUAL -> number == constant;
      case NOT_EQUAL -> number != constant;
      case LESS -> number < constant;
      case LESS_OR_EQUAL -> number <= constant;
      case GREATER -> number > constant;
      case GREATER_OR_EQUAL -> number >= constant;
      case IN, INTERSECTS -> constants.contains(number);
      case CONTAINS,
          ICONTAINS,
          STARTS_WITH,
          ENDS_WITH,
          GLOB,
          IGLOB,
          REGEX,
          BINARY_CONTAINS,
          BINARY_STARTS_WITH,
          PATH_MATCH,
          EXISTS ->
          null;
    };
  }

  /** The constants as numbers, null for one that is none (the name of a port). */
  static List<@Nullable Long> numbers(Check check) {
    ArrayList<@Nullable Long> numbers = new ArrayList<>();
    texts(check).forEach(text -> numbers.add(number(text)));
    return numbers;
  }

  private static @Nullable Long number(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true") ? 1L : 0L;
    }
    try {
      String lower = text.toLowerCase(Locale.ROOT);
      return lower.startsWith("0x")
          ? (Long) Long.parseUnsignedLong(lower.substring(2), 16)
          : (Long) Long.parseLong(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
