package io.nightjar.rules.pushdown;

import io.nightjar.driver.EventType;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.NumberTest;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Expression.Check;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the kernel may kill by a rule as a program is executed, and which programs. The opposite
 * of {@link Derivation}: a kill must never be wider than the rule, so every check has to be decided
 * by what the kernel knows at that moment, which is the path of the program, that the exec
 * succeeded, and that it happens in a container.
 */
public sealed interface Enforcement {

  /** These programs, in containers. */
  record Possible(Set<String> exePaths) implements Enforcement {
    public Possible {
      exePaths = Set.copyOf(exePaths);
    }

    public ExecDenial denial(String rule) {
      return new ExecDenial(rule, Scope.CONTAINER, exePaths);
    }
  }

  /**
   * It may not.
   *
   * @param why a sentence without its full stop; holds texts of the rule
   * @param hint what to do about it
   */
  record Impossible(String why, String hint) implements Enforcement {}

  /**
   * Looks at a condition whose macros are resolved.
   *
   * @param eventTypes the only types that it can hold for
   */
  static Enforcement of(Expression condition, Set<EventType> eventTypes) {
    if (!EnumSet.of(EventType.EXECVE, EventType.EXECVEAT).equals(eventTypes)) {
      return new Impossible(
          "the kernel kills at exec alone, and cannot tell execve from execveat there",
          "the condition has to be limited to evt.type in (execve, execveat), to both of them");
    }
    Programs all = Programs.every();
    for (EventType type : eventTypes) {
      Programs onHost = programs(condition, type, Scope.HOST);
      if (!onHost.isNone()) {
        return new Impossible(
            "it is not limited to containers: a wrong path would stop the kubelet, the runtime or"
                + " Nightjar, and with them the node",
            "add: and container.id != host");
      }
      all = all.and(programs(condition, type, Scope.CONTAINER));
    }
    return judged(all);
  }

  private static Enforcement judged(Programs programs) {
    return switch (programs) {
      case Programs.Undecided undecided ->
          new Impossible(undecided.why(), "at exec the kernel compares proc.exepath with = and in");
      case Programs.AllBut others ->
          new Impossible(
              others.paths().isEmpty()
                  ? "it would kill every program in every container"
                  : "it would kill every program in every container but a few",
              "name the programs: proc.exepath in (…)");
      case Programs.These these -> ofPaths(these.paths());
    };
  }

  private static Enforcement ofPaths(Set<String> paths) {
    if (paths.isEmpty()) {
      return new Impossible(
          "it holds for no program in a container", "name the programs: proc.exepath in (…)");
    }
    for (String path : paths) {
      if (!path.matches("(/[^/]+)+") || path.matches(".*/\\.\\.?(/.*)?")) {
        return new Impossible(
            "'" + path + "' is not a resolved absolute path, which is what proc.exepath is",
            "write the path without links, . and ..");
      }
    }
    return new Possible(paths);
  }

  private static Programs programs(Expression tree, EventType type, Scope scope) {
    return switch (tree) {
      case Expression.And and -> {
        Programs all = Programs.every();
        for (Expression operand : and.operands()) {
          all = all.and(programs(operand, type, scope));
        }
        yield all;
      }
      case Expression.Or or -> {
        Programs any = Programs.none();
        for (Expression operand : or.operands()) {
          any = any.not().and(programs(operand, type, scope).not()).not();
        }
        yield any;
      }
      case Expression.Not not -> programs(not.operand(), type, scope).not();
      case Check check -> ofCheck(check, type, scope);
      case Expression.Name name ->
          new Programs.Undecided("there is no macro '" + name.name() + "'");
    };
  }

  private static Programs ofCheck(Check check, EventType type, Scope scope) {
    Judged judged = CheckJudge.judge(check, type);
    Clauses exec =
        Clauses.of(
            new FilterClause(
                scope,
                Outcome.SUCCEEDED,
                List.of(NumberTest.oneOf(null, Set.of(0L))),
                List.of(),
                false));
    if (judged.fails().and(exec).isNever()) {
      return Programs.every();
    }
    return judged.holds().and(exec).isNever() ? Programs.none() : ofPath(check);
  }

  private static Programs ofPath(Check check) {
    String field = check.field().display();
    boolean path =
        field.equals("proc.exepath")
            || field.matches("evt\\.(raw)?arg(\\.trusted_exepath|\\[trusted_exepath])");
    Set<String> constants = new TreeSet<>(Constants.texts(check));
    if (path && check.other() == null && Constants.anyOf(check)) {
      switch (check.operator()) {
        case EQUAL, IN, INTERSECTS -> {
          return new Programs.These(constants);
        }
        case NOT_EQUAL -> {
          if (constants.size() == 1) {
            return new Programs.AllBut(constants);
          }
        }
        default -> {
          // told below
        }
      }
    }
    return new Programs.Undecided(
        "'" + ConditionText.of(check) + "' " + why(path) + " (" + place(check) + ")");
  }

  private static String why(boolean path) {
    return path
        ? "compares the path in a way that the kernel does not"
        : "is not known to the kernel when it kills";
  }

  private static String place(Check check) {
    var problem = check.at().error("");
    return problem.file() + ":" + problem.line();
  }
}
