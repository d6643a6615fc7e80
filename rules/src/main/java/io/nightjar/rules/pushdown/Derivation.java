package io.nightjar.rules.pushdown;

import io.nightjar.driver.EventType;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.language.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Derives from conditions what the kernel has to send: at least every event that the condition
 * holds for. A check is false where its field is missing and so its negation true, hence for every
 * part of a condition two things are kept apart: what covers the events that it holds for, and what
 * covers those that it fails for; {@code not} exchanges them, and under it {@code and} and {@code
 * or} change places.
 *
 * <p>One derivation serves all rules of a load: the trees of macros are shared, and what was found
 * for one is remembered. One thread.
 */
public final class Derivation {
  private final Map<EventType, ForType> types = new EnumMap<>(EventType.class);

  /** What has to be sent for a condition whose macros are resolved, in events of these types. */
  public KernelFilter filter(Expression condition, Set<EventType> eventTypes) {
    KernelFilter.Builder filter = KernelFilter.builder();
    for (EventType type : eventTypes) {
      judged(condition, type, true).list().forEach(clause -> filter.send(type, clause));
    }
    return filter.build();
  }

  /** What one of the filters sends, in as few clauses as that takes. */
  public static KernelFilter union(List<KernelFilter> filters) {
    Map<EventType, Clauses> all = new EnumMap<>(EventType.class);
    for (KernelFilter filter : filters) {
      for (EventType type : filter.types()) {
        all.merge(type, Clauses.of(filter.clauses(type)), Clauses::or);
      }
    }
    KernelFilter.Builder union = KernelFilter.builder();
    all.forEach((type, clauses) -> clauses.list().forEach(clause -> union.send(type, clause)));
    return union.build();
  }

  /** What covers the events that a part of a condition holds, or does not hold, for. */
  Clauses judged(Expression part, EventType type, boolean holds) {
    return types.computeIfAbsent(type, ForType::new).clauses(part, holds);
  }

  /** The conditions of events of one type. */
  private static final class ForType {
    private final EventType type;
    private final IdentityHashMap<Expression, Judged> checks = new IdentityHashMap<>();
    private final IdentityHashMap<Expression, Clauses> holding = new IdentityHashMap<>();
    private final IdentityHashMap<Expression, Clauses> failing = new IdentityHashMap<>();

    ForType(EventType type) {
      this.type = type;
    }

    Clauses clauses(Expression tree, boolean holds) {
      IdentityHashMap<Expression, Clauses> known = holds ? holding : failing;
      Clauses found = known.get(tree);
      if (found == null) {
        found = find(tree, holds);
        known.put(tree, found);
      }
      return found;
    }

    private Clauses find(Expression tree, boolean holds) {
      return switch (tree) {
        case Expression.And and -> holds ? all(and.operands(), true) : any(and.operands(), false);
        case Expression.Or or -> holds ? any(or.operands(), true) : all(or.operands(), false);
        case Expression.Not not -> clauses(not.operand(), !holds);
        case Expression.Check check ->
            checks.computeIfAbsent(check, c -> CheckJudge.judge(check, type)).when(holds);
        case Expression.Name name -> Clauses.ALWAYS;
      };
    }

    private Clauses any(List<Expression> operands, boolean holds) {
      Clauses any = Clauses.NEVER;
      for (Expression operand : operands) {
        any = any.or(clauses(operand, holds));
        if (any.isAlways()) {
          return any;
        }
      }
      return any;
    }

    /** The narrow ones first: what they exclude need not be multiplied out. */
    private Clauses all(List<Expression> operands, boolean holds) {
      List<Clauses> factors = new ArrayList<>();
      for (Expression operand : operands) {
        Clauses factor = clauses(operand, holds);
        if (factor.isNever()) {
          return factor;
        }
        factors.add(factor);
      }
      factors.sort(Comparator.comparingInt(factor -> factor.list().size()));
      Clauses all = Clauses.ALWAYS;
      for (Clauses factor : factors) {
        all = all.and(factor);
      }
      return all;
    }
  }
}
