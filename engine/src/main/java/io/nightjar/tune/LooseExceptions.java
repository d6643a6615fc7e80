package io.nightjar.tune;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.compile.Hindsight;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.pushdown.ConditionText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what a rule newly leaves out for reasons that whoever is inside of a container can make up:
 * names, paths and commands without the image, the pod's namespace or an identity beside them.
 */
public final class LooseExceptions {
  private static final List<String> FIXED =
      List.of(
          "container.image",
          "container.name",
          "k8s.ns.name",
          "k8s.pod.label",
          "ka.user.name",
          "ka.user.groups");

  private static final Set<Operator> NAMING =
      Set.of(Operator.EQUAL, Operator.IN, Operator.STARTS_WITH, Operator.PATH_MATCH);

  /**
   * What is left out.
   *
   * @param condition by which; hostile, as the file has it
   */
  public record Loose(String rule, String condition) {}

  private LooseExceptions() {}

  static List<Loose> of(RuleSet before, RuleSet after) {
    List<Loose> loose = new ArrayList<>();
    for (Rule rule : before.rules()) {
      Rule with = after.rule(rule.name());
      if (rule.enabled() && with != null && with.enabled()) {
        added(rule, with).stream()
            .map(part -> new Loose(rule.name(), inOneLine(part)))
            .forEach(loose::add);
      }
    }
    return loose;
  }

  private static List<Expression> added(Rule before, Rule after) {
    Set<String> known =
        Hindsight.conjuncts(before.tree()).stream().map(Hindsight::key).collect(Collectors.toSet());
    List<Expression> loose = new ArrayList<>();
    for (Expression part : Hindsight.conjuncts(after.tree())) {
      if (part instanceof Expression.Not not && !known.contains(Hindsight.key(part))) {
        collect(not.operand(), loose);
      }
    }
    return loose;
  }

  private static void collect(Expression excepted, List<Expression> loose) {
    if (excepted instanceof Expression.Or or) {
      or.operands().forEach(one -> collect(one, loose));
    } else if (!isBound(excepted)) {
      loose.add(excepted);
    }
  }

  private static boolean isBound(Expression excepted) {
    return switch (excepted) {
      case Expression.And and -> and.operands().stream().anyMatch(LooseExceptions::isBound);
      case Expression.Or or -> or.operands().stream().allMatch(LooseExceptions::isBound);
      case Expression.Check check ->
          NAMING.contains(check.operator())
              && check.other() == null
              && FIXED.stream().anyMatch(check.field().name()::startsWith);
      case Expression.Not not -> false;
      case Expression.Name name -> false;
    };
  }

  private static String inOneLine(Expression part) {
    return ConditionText.of(part).replaceAll("\\s+", " ");
  }
}
