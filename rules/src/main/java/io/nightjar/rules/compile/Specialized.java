package io.nightjar.rules.compile;

import io.nightjar.driver.EventType;
import io.nightjar.rules.language.Expression;
import java.util.ArrayList;
import java.util.List;

/** A condition as it reads for one type of events: what it says of the type is decided. */
final class Specialized {
  private Specialized() {}

  /** An equal condition for events of this type; see {@link #isTrue} and {@link #isFalse}. */
  static Expression of(Expression tree, EventType type) {
    return switch (tree) {
      case Expression.And and -> and(and, type);
      case Expression.Or or -> or(or, type);
      case Expression.Not not -> not(not, type);
      case Expression.Check check ->
          EventTypes.namesTypes(check)
              ? constant(EventTypes.of(check).contains(type), check)
              : check;
      case Expression.Name name -> name;
    };
  }

  /** The conjunction of nothing. */
  static boolean isTrue(Expression tree) {
    return tree instanceof Expression.And and && and.operands().isEmpty();
  }

  /** The disjunction of nothing. */
  static boolean isFalse(Expression tree) {
    return tree instanceof Expression.Or or && or.operands().isEmpty();
  }

  private static Expression constant(boolean value, Expression of) {
    return value ? new Expression.And(List.of(), of.at()) : new Expression.Or(List.of(), of.at());
  }

  private static Expression and(Expression.And and, EventType type) {
    List<Expression> left = new ArrayList<>();
    for (Expression operand : and.operands()) {
      Expression special = of(operand, type);
      if (isFalse(special)) {
        return special;
      }
      if (special instanceof Expression.And inner) {
        left.addAll(inner.operands());
      } else {
        left.add(special);
      }
    }
    return left.size() == 1 ? left.getFirst() : new Expression.And(left, and.at());
  }

  private static Expression or(Expression.Or or, EventType type) {
    List<Expression> left = new ArrayList<>();
    for (Expression operand : or.operands()) {
      Expression special = of(operand, type);
      if (isTrue(special)) {
        return special;
      }
      if (special instanceof Expression.Or inner) {
        left.addAll(inner.operands());
      } else {
        left.add(special);
      }
    }
    return left.size() == 1 ? left.getFirst() : new Expression.Or(left, or.at());
  }

  private static Expression not(Expression.Not not, EventType type) {
    Expression inner = of(not.operand(), type);
    if (isTrue(inner) || isFalse(inner)) {
      return constant(isFalse(inner), not);
    }
    return new Expression.Not(inner, not.at());
  }
}
