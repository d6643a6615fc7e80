package io.nightjar.rules.compile;

import io.nightjar.driver.EventType;
import io.nightjar.rules.Problem;
import io.nightjar.rules.field.EventNames;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.load.Problems;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The event types that a condition can hold for at all. Only checks of the event type narrow them;
 * {@code and} intersects, {@code or} unites, and under a {@code not} the two change places.
 */
public final class EventTypes {
  private EventTypes() {}

  /** The types that the driver sends among those; empty if it sends none. */
  public static Set<EventType> of(Expression condition) {
    return of(condition, false);
  }

  private static Set<EventType> of(Expression tree, boolean negated) {
    return switch (tree) {
      case Expression.And and -> combine(and.operands(), negated, !negated);
      case Expression.Or or -> combine(or.operands(), negated, negated);
      case Expression.Not not -> of(not.operand(), !negated);
      case Expression.Check check -> of(check, negated);
      case Expression.Name name -> EnumSet.allOf(EventType.class);
    };
  }

  private static Set<EventType> combine(
      List<Expression> operands, boolean negated, boolean intersect) {
    Set<EventType> types =
        intersect ? EnumSet.allOf(EventType.class) : EnumSet.noneOf(EventType.class);
    for (Expression operand : operands) {
      Set<EventType> more = of(operand, negated);
      if (intersect) {
        types.retainAll(more);
      } else {
        types.addAll(more);
      }
    }
    return types;
  }

  private static Set<EventType> of(Expression.Check check, boolean negated) {
    if (!namesTypes(check)) {
      return EnumSet.allOf(EventType.class);
    }
    Set<EventType> named = EventNames.typesOf(check.values().stream().map(Literal::text).toList());
    boolean excluded = (check.operator() == Operator.NOT_EQUAL) != negated;
    return excluded ? complement(named) : named;
  }

  private static Set<EventType> complement(Set<EventType> types) {
    Set<EventType> others = EnumSet.allOf(EventType.class);
    others.removeAll(types);
    return others;
  }

  /** The check itself, as a look into a set of bits. */
  static Condition condition(Expression.Check check) {
    Set<EventType> types = of(check, false);
    return context -> types.contains(context.event().type());
  }

  /** True for a comparison of the event type with names. */
  static boolean namesTypes(Expression.Check check) {
    String field = check.field().display();
    Operator operator = check.operator();
    return (field.equals("evt.type") || field.equals("syscall.type"))
        && check.other() == null
        && check.quantifier() == Quantifier.SINGLE
        && (operator == Operator.EQUAL
            || operator == Operator.NOT_EQUAL
            || operator == Operator.IN);
  }

  /** Tells names of event types that do not exist. */
  public static void checkNames(Expression tree, Problems problems) {
    switch (tree) {
      case Expression.And and -> and.operands().forEach(o -> checkNames(o, problems));
      case Expression.Or or -> or.operands().forEach(o -> checkNames(o, problems));
      case Expression.Not not -> checkNames(not.operand(), problems);
      case Expression.Name name -> {}
      case Expression.Check check -> {
        if (check.field().name().equals("evt.dir")) {
          problems.add(directionIsOld(check.field()));
        }
        if (namesTypes(check)) {
          check.values().forEach(value -> checkName(value, problems));
        }
      }
    }
  }

  /** What is told of a field that has only one value left. */
  public static Problem directionIsOld(FieldReference reference) {
    return reference
        .at()
        .warning("evt.dir is deprecated: it is always '<'", "leave it out, events come on return");
  }

  private static void checkName(Literal value, Problems problems) {
    if (!EventNames.known().contains(value.text())) {
      problems.add(
          value
              .at()
              .error(
                  "there is no event type '" + value.text() + "'",
                  Suggestion.didYouMean(value.text(), EventNames.known())));
    }
  }
}
