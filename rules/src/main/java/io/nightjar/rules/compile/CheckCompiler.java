package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.load.Problems;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles one check: looks whether operator and constants fit the field, then builds the test. */
final class CheckCompiler {
  /** Bytes of the longest constant, the limit of Falco. */
  static final int CONSTANT_LIMIT = 255;

  private static final Set<Operator> EQUALITY =
      EnumSet.of(
          Operator.EQUAL, Operator.NOT_EQUAL, Operator.IN, Operator.INTERSECTS, Operator.EXISTS);
  private static final Set<Operator> LISTS =
      EnumSet.of(Operator.IN, Operator.INTERSECTS, Operator.EXISTS);
  private static final Set<Operator> ORDER =
      EnumSet.of(
          Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);
  private static final Set<Operator> BINARY =
      EnumSet.of(Operator.BINARY_CONTAINS, Operator.BINARY_STARTS_WITH);

  /**
   * A compiled check.
   *
   * @param costly whether remembering its decision pays
   */
  record Result(Condition condition, boolean costly) {}

  private CheckCompiler() {}

  /**
   * @param other what the check compares with instead of constants, or null
   */
  static @Nullable Result compile(
      Check check, BoundField field, @Nullable BoundField other, Problems problems) {
    if (!fits(check, field, problems)) {
      return null;
    }
    if (other != null) {
      Condition comparison = FieldComparison.compile(check, field, other, problems);
      return comparison == null ? null : new Result(comparison, true);
    }
    if (check.operator() == Operator.EXISTS) {
      return new Result(context -> field.value(context) != null, true);
    }
    if (!field.field().available()) {
      return new Result(context -> false, false);
    }
    if (EventTypes.namesTypes(check)) {
      return new Result(EventTypes.condition(check), false);
    }
    Condition byAddress = HostNameChecks.compile(check, field);
    if (byAddress != null) {
      return new Result(byAddress, true);
    }
    FieldType type = field.type();
    Condition condition =
        switch (type) {
          case TEXT, TIME -> new TextChecks(check, field, problems).compile();
          case NUMBER, PORT, BOOLEAN -> new NumberChecks(check, field, type, problems).compile();
          case ADDRESS, NETWORK -> new AddressChecks(check, field, problems).compile();
        };
    boolean text = type == FieldType.TEXT || type == FieldType.TIME;
    return condition == null ? null : new Result(condition, text || isLoop(field.extractor()));
  }

  private static boolean isLoop(Extractor extractor) {
    return extractor instanceof Extractor.AncestorNumber
        || extractor instanceof Extractor.AncestorText;
  }

  private static boolean fits(Check check, BoundField field, Problems problems) {
    boolean operator = operatorFits(check, field, problems);
    boolean values = true;
    for (Literal value : check.values()) {
      if (value.text().getBytes(StandardCharsets.UTF_8).length > CONSTANT_LIMIT) {
        problems.add(value.at().error("the value is longer than " + CONSTANT_LIMIT + " bytes"));
        values = false;
      }
    }
    return operator && values;
  }

  private static boolean operatorFits(Check check, BoundField field, Problems problems) {
    Operator operator = check.operator();
    FieldType type = field.type();
    String why = null;
    if (BINARY.contains(operator)) {
      // the language has only one binary field
      why = field.key().equals("evt.buffer") ? null : operator.symbol() + " needs a binary field";
    } else if (field.field().name().equals("evt.around") && operator != Operator.EQUAL) {
      why = field.key() + " takes only =";
    } else if (!supported(operator, type)) {
      why =
          "the operator "
              + operator.symbol()
              + " does not fit the "
              + name(type)
              + " "
              + check.field().display();
    } else if (field.extractor() instanceof Extractor.TextList && !LISTS.contains(operator)) {
      why = field.key() + " is a list, which takes only in, intersects and exists";
    } else if (check.quantifier() != Quantifier.SINGLE
        && field.extractor() instanceof Extractor.Ends) {
      why = check.quantifier().symbol() + " needs one value, " + field.key() + " stands for two";
    }
    if (why != null) {
      problems.add(check.at().error(why));
    }
    return why == null;
  }

  private static boolean supported(Operator operator, FieldType type) {
    return switch (type) {
      case TEXT, TIME -> true;
      case NUMBER, PORT -> EQUALITY.contains(operator) || ORDER.contains(operator);
      case BOOLEAN, ADDRESS, NETWORK -> EQUALITY.contains(operator);
    };
  }

  static String name(FieldType type) {
    return switch (type) {
      case TEXT, TIME -> "text";
      case NUMBER -> "number";
      case PORT -> "port";
      case BOOLEAN -> "boolean";
      case ADDRESS -> "address";
      case NETWORK -> "network";
    };
  }
}
