package io.nightjar.rules.compile;

import io.nightjar.rules.language.Expression;
import java.util.ArrayList;
import java.util.List;

/**
 * What a condition says of the process alone: a weaker condition that holds whenever the whole one
 * can hold for some event of the process.
 */
final class ProcessPart {
  private ProcessPart() {}

  /** {@link Specialized#isTrue True} if it says nothing. */
  static Expression of(Expression tree) {
    return bound(tree, true);
  }

  /** The weakest (upper) or strongest condition on the process that the tree lies within. */
  private static Expression bound(Expression tree, boolean upper) {
    return switch (tree) {
      case Expression.And and -> all(and.operands(), upper, and);
      case Expression.Or or -> any(or.operands(), upper, or);
      case Expression.Not not -> inverse(bound(not.operand(), !upper), not);
      case Expression.Check check ->
          CheckScope.of(check) == CheckScope.PROCESS ? check : constant(upper, check);
      case Expression.Name name -> constant(upper, name);
    };
  }

  private static Expression constant(boolean value, Expression of) {
    return value ? new Expression.And(List.of(), of.at()) : new Expression.Or(List.of(), of.at());
  }

  private static Expression inverse(Expression inner, Expression.Not not) {
    return Specialized.isTrue(inner) || Specialized.isFalse(inner)
        ? constant(Specialized.isFalse(inner), not)
        : new Expression.Not(inner, not.at());
  }

  private static Expression all(List<Expression> operands, boolean upper, Expression of) {
    List<Expression> left = new ArrayList<>();
    for (Expression operand : operands) {
      Expression part = bound(operand, upper);
      if (Specialized.isFalse(part)) {
        return part;
      }
      if (!Specialized.isTrue(part)) {
        left.add(part);
      }
    }
    return left.size() == 1 ? left.getFirst() : new Expression.And(left, of.at());
  }

  private static Expression any(List<Expression> operands, boolean upper, Expression of) {
    List<Expression> left = new ArrayList<>();
    for (Expression operand : operands) {
      Expression part = bound(operand, upper);
      if (Specialized.isTrue(part)) {
        return part;
      }
      if (!Specialized.isFalse(part)) {
        left.add(part);
      }
    }
    return left.size() == 1 ? left.getFirst() : new Expression.Or(left, of.at());
  }
}
