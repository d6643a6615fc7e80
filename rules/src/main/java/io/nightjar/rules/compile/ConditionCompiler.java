package io.nightjar.rules.compile;

import io.nightjar.rules.field.Absence;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.ProcessMemo;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.load.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the conditions of a rule set. Equal checks of all rules become one object; those that
 * cost more than a look at a number remember their decision for the event at hand.
 */
public final class ConditionCompiler {
  private final Map<String, SharedCheck> checks = new HashMap<>();
  private final RuleSource source;
  private final boolean remembering;
  private int eventSlots;
  private int processSlots;
  private int familySlots;

  public ConditionCompiler(RuleSource source) {
    this(source, true);
  }

  private ConditionCompiler(RuleSource source, boolean remembering) {
    this.source = source;
    this.remembering = remembering;
  }

  /** One whose checks read the event each time: slow, and what the fast ones are held against. */
  public static ConditionCompiler plain(RuleSource source) {
    return new ConditionCompiler(source, false);
  }

  /** Slots that an {@link EventContext} needs for the conditions compiled so far. */
  Slots slots() {
    return new Slots(eventSlots, processSlots, familySlots);
  }

  /**
   * Compiles a tree whose macros are resolved; tells every check that is wrong.
   *
   * @return null after telling a problem, or for a name that could not be resolved
   */
  public @Nullable Condition compile(Expression tree, Problems problems) {
    return switch (tree) {
      case Expression.And and -> {
        Condition[] all = compile(flat(and), problems);
        yield all == null ? null : context -> allHold(all, context);
      }
      case Expression.Or or -> {
        Condition[] any = compile(flat(or), problems);
        yield any == null ? null : context -> anyHolds(any, context);
      }
      case Expression.Not not -> {
        Condition inner = compile(not.operand(), problems);
        yield inner == null ? null : context -> !inner.holds(context);
      }
      case Expression.Check check -> check(check, problems);
      // what is not a macro was told when macros were resolved
      case Expression.Name name -> null;
    };
  }

  /** The operands with those of inner conjunctions in place: the order of judging is the same. */
  private static List<Expression> flat(Expression.And and) {
    List<Expression> operands = new ArrayList<>();
    for (Expression operand : and.operands()) {
      if (operand instanceof Expression.And inner) {
        operands.addAll(flat(inner));
      } else {
        operands.add(operand);
      }
    }
    return operands;
  }

  private static List<Expression> flat(Expression.Or or) {
    List<Expression> operands = new ArrayList<>();
    for (Expression operand : or.operands()) {
      if (operand instanceof Expression.Or inner) {
        operands.addAll(flat(inner));
      } else {
        operands.add(operand);
      }
    }
    return operands;
  }

  private Condition @Nullable [] compile(List<Expression> operands, Problems problems) {
    List<Condition> conditions = new ArrayList<>(operands.size());
    boolean complete = true;
    for (Expression operand : operands) {
      Condition condition = compile(operand, problems);
      if (condition == null) {
        complete = false;
      } else {
        conditions.add(condition);
      }
    }
    return complete ? conditions.toArray(Condition[]::new) : null;
  }

  private @Nullable Condition check(Expression.Check check, Problems problems) {
    String key = check.key();
    SharedCheck known = checks.get(key);
    if (known != null) {
      return known.usedAgain();
    }
    Operands operands = new Operands(source, problems);
    BoundField field = operands.bind(check.field());
    FieldReference right = check.other();
    BoundField other = right == null ? null : operands.bind(right);
    if (field == null || (right != null && other == null)) {
      return null;
    }
    if (!isThere(field, check.field(), problems)
        || (other != null && !isThere(other, Objects.requireNonNull(right), problems))) {
      return null;
    }
    CheckCompiler.Result result = CheckCompiler.compile(check, field, other, problems);
    if (result == null) {
      return null;
    }
    if (!remembering) {
      return result.condition();
    }
    SharedCheck shared = shared(CheckScope.of(check), result);
    checks.put(key, shared);
    return shared;
  }

  /** Tells of a field that no event has; false if the condition would be another than meant. */
  private static boolean isThere(BoundField field, FieldReference reference, Problems problems) {
    Absence absence = field.field().absence();
    if (absence == null) {
      return true;
    }
    String told = field.key() + " is never known: " + absence.reason();
    problems.add(
        absence.refused()
            ? reference.at().error(told)
            : reference.at().warning(told, "as in Falco where it is missing, the check is false"));
    return !absence.refused();
  }

  private static boolean allHold(Condition[] conditions, EventContext context) {
    for (Condition condition : conditions) {
      if (!condition.holds(context)) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyHolds(Condition[] conditions, EventContext context) {
    for (Condition condition : conditions) {
      if (condition.holds(context)) {
        return true;
      }
    }
    return false;
  }

  private SharedCheck shared(CheckScope scope, CheckCompiler.Result result) {
    return switch (scope) {
      case EVENT -> new EventCheck(result.condition(), result.costly());
      case PROCESS -> new ProcessCheck(result.condition(), processSlots++);
      case FAMILY -> new FamilyCheck(result.condition(), familySlots++);
    };
  }

  /** A check that several rules may use. */
  private interface SharedCheck extends Condition {
    SharedCheck usedAgain();
  }

  /** Remembers for the event at hand; takes a slot when its second user comes. */
  private final class EventCheck implements SharedCheck {
    private final Condition inner;
    private final boolean costly;
    private int slot = -1;

    EventCheck(Condition inner, boolean costly) {
      this.inner = inner;
      this.costly = costly;
    }

    @Override
    public SharedCheck usedAgain() {
      if (costly && slot < 0) {
        slot = eventSlots++;
      }
      return this;
    }

    @Override
    public boolean holds(EventContext context) {
      if (slot < 0) {
        return inner.holds(context);
      }
      int decision = context.decision(slot);
      if (decision >= 0) {
        return decision == 1;
      }
      boolean holds = inner.holds(context);
      context.decide(slot, holds);
      return holds;
    }
  }

  /** Remembers for the process as it is. */
  private record ProcessCheck(Condition inner, int slot) implements SharedCheck {
    @Override
    public SharedCheck usedAgain() {
      return this;
    }

    @Override
    public boolean holds(EventContext context) {
      return remembered(inner, slot, context.memo().own(), context);
    }
  }

  /** Remembers for the process and its ancestors as they are. */
  private record FamilyCheck(Condition inner, int slot) implements SharedCheck {
    @Override
    public SharedCheck usedAgain() {
      return this;
    }

    @Override
    public boolean holds(EventContext context) {
      return remembered(inner, slot, context.family(), context);
    }
  }

  private static boolean remembered(
      Condition inner, int slot, ProcessMemo.Decisions decisions, EventContext context) {
    int decision = decisions.get(slot);
    if (decision >= 0) {
      return decision == 1;
    }
    boolean holds = inner.holds(context);
    decisions.set(slot, holds);
    return holds;
  }
}
