package io.nightjar.rules.compile;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.language.Transformer;
import io.nightjar.rules.load.Problems;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
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

  static @Nullable Result compile(Check check, BoundField field, Problems problems) {
    if (!fits(check, field, problems)) {
      return null;
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
    FieldType type = type(check, field);
    Condition condition =
        switch (type) {
          case TEXT, TIME -> new TextChecks(check, field, problems).compile();
          case NUMBER, PORT, BOOLEAN -> new NumberChecks(check, field, type, problems).compile();
          case ADDRESS, NETWORK -> new AddressChecks(check, field, problems).compile();
        };
    boolean text = type == FieldType.TEXT || type == FieldType.TIME;
    return condition == null ? null : new Result(condition, text || isLoop(field.extractor()));
  }

  /** The type that is compared: a length is a number. */
  private static FieldType type(Check check, BoundField field) {
    List<Transformer> transformers = check.field().transformers();
    boolean length = !transformers.isEmpty() && transformers.getLast() == Transformer.LEN;
    return length ? FieldType.NUMBER : field.type();
  }

  private static boolean isLoop(Extractor extractor) {
    return extractor instanceof Extractor.AncestorNumber
        || extractor instanceof Extractor.AncestorText;
  }

  private static boolean fits(Check check, BoundField field, Problems problems) {
    boolean transformers = transformersFit(check, field, problems);
    boolean operator = operatorFits(check, field, problems);
    boolean values = true;
    for (Literal value : check.values()) {
      if (value.text().getBytes(StandardCharsets.UTF_8).length > CONSTANT_LIMIT) {
        problems.add(value.at().error("the value is longer than " + CONSTANT_LIMIT + " bytes"));
        values = false;
      }
    }
    return transformers && operator && values;
  }

  private static boolean transformersFit(Check check, BoundField field, Problems problems) {
    List<Transformer> transformers = check.field().transformers();
    if (transformers.isEmpty()) {
      return true;
    }
    String why = null;
    boolean innerLength =
        transformers.subList(0, transformers.size() - 1).contains(Transformer.LEN);
    if (field.type() != FieldType.TEXT || innerLength) {
      why = "a transformer needs a text, " + field.key() + " is none";
    } else if (!(field.extractor() instanceof Extractor.Text)) {
      why = field.key() + " without an index cannot be transformed";
    }
    if (why != null) {
      problems.add(check.field().at().error(why));
    }
    return why == null;
  }

  private static boolean operatorFits(Check check, BoundField field, Problems problems) {
    Operator operator = check.operator();
    FieldType type = type(check, field);
    String why = null;
    if (BINARY.contains(operator)) {
      // the language has only one binary field
      why = field.key().equals("evt.buffer") ? null : operator.symbol() + " needs a binary field";
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
    } else if (check.quantifier() != Quantifier.SINGLE && type != FieldType.TEXT) {
      why = check.quantifier().symbol() + " needs a text, " + field.key() + " is none";
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

  private static String name(FieldType type) {
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
