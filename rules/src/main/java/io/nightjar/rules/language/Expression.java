package io.nightjar.rules.language;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tree of a condition, immutable; a macro's tree is shared by all who use it. */
public sealed interface Expression {
  Location at();

  /** All operands hold; judged from left to right, stops at the first that does not. */
  record And(List<Expression> operands, Location at) implements Expression {
    public And {
      operands = List.copyOf(operands);
    }
  }

  /** One operand holds; judged from left to right, stops at the first that does. */
  record Or(List<Expression> operands, Location at) implements Expression {
    public Or {
      operands = List.copyOf(operands);
    }
  }

  /** The operand does not hold. */
  record Not(Expression operand, Location at) implements Expression {}

  /**
   * A field compared with values, or with another field.
   *
   * @param values none if there is another field, and for {@code exists}
   * @param other what stands on the right side instead of values, or null
   */
  record Check(
      FieldReference field,
      Operator operator,
      Quantifier quantifier,
      List<Literal> values,
      @Nullable FieldReference other,
      Location at)
      implements Expression {
    public Check {
      values = List.copyOf(values);
    }

    /** Equal for checks that mean the same, wherever they are written. */
    public String key() {
      String right =
          values.stream()
              .map(v -> v.text().length() + ":" + v.text())
              .collect(Collectors.joining(","));
      String name = other == null ? "" : other.display();
      return field.display()
          + " "
          + operator.symbol()
          + " "
          + quantifier.symbol()
          + " "
          + right
          + name;
    }
  }

  /** The name of a macro, before macros are resolved. */
  record Name(String name, Location at) implements Expression {}
}
