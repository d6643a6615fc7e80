package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.Rule;
import io.nightjar.rules.field.EventNames;
import io.nightjar.rules.language.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel does for a rule, in words. All texts may hold what stands in rule files: show
 * them safely.
 *
 * @param place file and line of the definition
 * @param condition with its exceptions and without names of macros, over several lines
 * @param judged what the kernel looks at, in any of the events
 * @param events by what is judged of them; types of which the same is judged stand together
 */
public record Explanation(
    String rule,
    String place,
    boolean enabled,
    String condition,
    List<String> judged,
    List<Events> events,
    Enforced enforced) {

  /**
   * Events of a rule.
   *
   * @param types names of the types
   * @param sent what has to hold for an event to be sent: one of these; the only one is {@code all}
   *     where the kernel judges nothing
   * @param left checks that are left to user space; it repeats the others as well
   */
  public record Events(List<String> types, List<String> sent, List<String> left) {
    public boolean whole() {
      return sent.equals(List.of("all"));
    }
  }

  /**
   * Whether the kernel kills by the rule.
   *
   * @param asked whether the rule says so
   * @param programs that it kills, or would if it was asked to
   * @param why it cannot; empty if it can
   */
  public record Enforced(boolean asked, List<String> programs, String why, String hint) {}

  public static Explanation of(Rule rule) {
    Map<List<List<String>>, List<String>> same = new LinkedHashMap<>();
    for (EventType type : new TreeSet<>(rule.eventTypes())) {
      List<List<String>> said =
          List.of(sent(rule.pushdown().filter().clauses(type), type), left(rule, type));
      same.computeIfAbsent(said, key -> new ArrayList<>()).add(EventNames.nameOf(type));
    }
    List<Events> events = new ArrayList<>();
    same.forEach((said, types) -> events.add(new Events(types, said.get(0), said.get(1))));
    return new Explanation(
        rule.name(),
        rule.file() + ":" + rule.line(),
        rule.enabled(),
        ConditionText.of(rule.pushdown().condition()),
        judged(rule.pushdown().filter()),
        events,
        enforced(rule));
  }

  private static List<String> sent(List<FilterClause> clauses, EventType type) {
    return clauses.stream().map(clause -> ClauseText.of(clause, type)).toList();
  }

  private static List<String> judged(KernelFilter filter) {
    Set<String> judged = new LinkedHashSet<>();
    for (EventType type : filter.types()) {
      for (FilterClause clause : filter.clauses(type)) {
        if (clause.scope() != FilterClause.Scope.ANY) {
          judged.add("container");
        }
        if (clause.outcome() != FilterClause.Outcome.ANY) {
          judged.add("success");
        }
        clause.numbers().forEach(test -> judged.add(nameOf(test.arg())));
        clause.paths().forEach(test -> judged.add(nameOf(test.arg())));
      }
    }
    return List.copyOf(judged);
  }

  private static String nameOf(@Nullable Arg arg) {
    return arg == null ? "result" : ClauseText.nameOf(arg);
  }

  private static Enforced enforced(Rule rule) {
    boolean asked = rule.pushdown().denial() != null;
    return switch (Enforcement.of(rule.pushdown().condition(), rule.eventTypes())) {
      case Enforcement.Possible yes ->
          new Enforced(asked, List.copyOf(new TreeSet<>(yes.exePaths())), "", "");
      case Enforcement.Impossible no -> new Enforced(asked, List.of(), no.why(), no.hint());
    };
  }

  private static List<String> left(Rule rule, EventType type) {
    Set<String> left = new LinkedHashSet<>();
    new Left(type, new Derivation(), left).look(rule.pushdown().condition(), true);
    return List.copyOf(left);
  }

  /** Finds the checks of which the kernel judges nothing. */
  private record Left(EventType type, Derivation derivation, Set<String> found) {

    void look(Expression tree, boolean holds) {
      switch (tree) {
        case Expression.And and -> look(and.operands(), holds, holds);
        case Expression.Or or -> look(or.operands(), holds, !holds);
        case Expression.Not not -> look(not.operand(), !holds);
        case Expression.Check check -> {
          Judged judged = CheckJudge.judge(check, type);
          if (judged.when(holds).isAlways() && !judged.when(!holds).isNever()) {
            found.add((holds ? "" : "not ") + ConditionText.of(check));
          }
        }
        case Expression.Name name -> {}
      }
    }

    /** A conjunction that cannot hold for this type has nothing to say of it. */
    private void look(List<Expression> operands, boolean holds, boolean all) {
      List<Expression> possible = new ArrayList<>();
      for (Expression operand : operands) {
        boolean never = derivation.judged(operand, type, holds).isNever();
        if (never && all) {
          return;
        }
        if (!never) {
          possible.add(operand);
        }
      }
      possible.forEach(operand -> look(operand, holds));
    }
  }
}
