package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.match.Glob;
import io.nightjar.rules.match.IpAddress;
import io.nightjar.rules.match.TextMatchers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of a field with another field; false where either is missing. */
final class FieldComparison {
  private final Check check;
  private final BoundField left;
  private final BoundField right;

  private FieldComparison(Check check, BoundField left, BoundField right) {
    this.check = check;
    this.left = left;
    this.right = right;
  }

  static @Nullable Condition compile(
      Check check, BoundField left, BoundField right, Problems problems) {
    FieldComparison comparison = new FieldComparison(check, left, right);
    String wrong = comparison.misuse();
    if (wrong != null) {
      problems.add(check.at().error(wrong));
      return null;
    }
    return comparison.condition();
  }

  private @Nullable String misuse() {
    Operator operator = check.operator();
    boolean binary =
        operator == Operator.BINARY_CONTAINS || operator == Operator.BINARY_STARTS_WITH;
    if (operator == Operator.PATH_MATCH || operator == Operator.REGEX || binary) {
      return operator.symbol() + " does not compare with another field";
    }
    for (BoundField side : List.of(left, right)) {
      if (!FieldRegistry.isComparable(side)) {
        return side.key() + " cannot be compared with another field";
      }
    }
    if (kind(left) != kind(right) || isList(left) != isList(right)) {
      return left.key() + " is a " + name(left) + ", " + right.key() + " is a " + name(right);
    }
    return null;
  }

  private static FieldType kind(BoundField field) {
    return field.type() == FieldType.TIME ? FieldType.TEXT : field.type();
  }

  private static boolean isList(BoundField field) {
    return field.extractor() instanceof Extractor.TextList;
  }

  private static String name(BoundField field) {
    return CheckCompiler.name(field.type()) + (isList(field) ? " list" : "");
  }

  private Condition condition() {
    if (left.extractor() instanceof Extractor.Text one
        && right.extractor() instanceof Extractor.Text other) {
      return texts(one, other);
    }
    if (left.extractor() instanceof Extractor.TextList one
        && right.extractor() instanceof Extractor.TextList other) {
      return lists(one, other);
    }
    if (left.extractor() instanceof Extractor.Numeric one
        && right.extractor() instanceof Extractor.Numeric other) {
      return numbers(one, other);
    }
    if (left.extractor() instanceof Extractor.Address one
        && right.extractor() instanceof Extractor.Address other) {
      return addresses(one, other);
    }
    throw TextChecks.unexpected(right.extractor());
  }

  private Condition texts(Extractor.Text one, Extractor.Text other) {
    return context -> {
      String first = one.text(context);
      String second = first == null ? null : other.text(context);
      return first != null && second != null && holds(first, second);
    };
  }

  private Condition lists(Extractor.TextList one, Extractor.TextList other) {
    return context -> {
      List<String> first = one.texts(context);
      List<String> second = first == null ? null : other.texts(context);
      return first != null && second != null && holds(first, second);
    };
  }

  private Condition numbers(Extractor.Numeric one, Extractor.Numeric other) {
    return context -> {
      long first = one.number(context);
      long second = other.number(context);
      return first != Extractor.ABSENT
          && second != Extractor.ABSENT
          && holds(Long.compare(first, second));
    };
  }

  private Condition addresses(Extractor.Address one, Extractor.Address other) {
    return context -> {
      IpAddress first = one.address(context);
      IpAddress second = other.address(context);
      return first != null && second != null && holds(first.equals(second) ? 0 : 1);
    };
  }

  private boolean holds(List<String> first, List<String> second) {
    return check.operator() == Operator.INTERSECTS
        ? first.stream().anyMatch(second::contains)
        : second.containsAll(first);
  }

  private boolean holds(String first, String second) {
    return switch (check.operator()) {
      case CONTAINS -> first.contains(second);
      case ICONTAINS -> TextMatchers.containsIgnoringCase(second).matches(first);
      case STARTS_WITH -> first.startsWith(second);
      case ENDS_WITH -> first.endsWith(second);
      case GLOB -> Glob.of(second, false).matches(first);
      case IGLOB -> Glob.of(second, true).matches(first);
      default -> holds(TextMatchers.compare(first, second));
    };
  }

  /**
   * @param order below, at or above 0 as the left side is less, equal or more
   */
  private boolean holds(int order) {
    return switch (check.operator()) {
      case EQUAL, IN, INTERSECTS -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      default -> throw new IllegalStateException(check.operator() + " has no order");
    };
  }
}
