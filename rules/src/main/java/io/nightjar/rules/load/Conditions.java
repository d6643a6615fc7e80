package io.nightjar.rules.load;

import io.nightjar.rules.language.ConditionParser;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.Suggestion;
import io.nightjar.rules.language.SyntaxError;
import io.nightjar.rules.load.Entries.MacroEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns conditions into trees without names of macros in them.
 *
 * <p>A macro's tree is put where its name stands; a macro sees only the macros defined before it, a
 * rule sees all. Trees are shared, so what a condition would be worth written out is counted and
 * limited: twenty macros that each use the one before twice are a million checks.
 */
final class Conditions {
  private static final int SIZE_LIMIT = 200_000;
  private static final int DEPTH_LIMIT = 3 * ConditionParser.DEPTH_LIMIT + 100;

  private final Map<String, MacroEntry> macros;
  private final ListExpansion lists;
  private final Problems problems;
  private final Map<String, Resolved> resolved = new HashMap<>();
  private final Set<String> failed = new LinkedHashSet<>();
  private final Set<String> inProgress = new LinkedHashSet<>();
  private int nesting;

  Conditions(Entries entries, Problems problems) {
    this.macros = entries.macros;
    this.lists = new ListExpansion(entries.lists);
    this.problems = problems;
    for (MacroEntry macro : macros.values()) {
      macro(macro);
    }
  }

  /**
   * The tree of a rule's condition, or null after telling the problem. What is not a macro stays in
   * it as a name, after telling that too, so that the rest can still be checked.
   */
  @Nullable Expression ofRule(SourceText condition) {
    Resolved tree = parse(condition, Integer.MAX_VALUE);
    return tree == null ? null : tree.tree();
  }

  private record Resolved(Expression tree, long size, int depth) {}

  private @Nullable Resolved parse(SourceText condition, int visibility) {
    try {
      Expression tree = ConditionParser.parse(lists.expand(condition, problems));
      Resolved result = resolve(tree, visibility);
      if (result.size > SIZE_LIMIT || result.depth > DEPTH_LIMIT) {
        problems.add(
            condition
                .at(0)
                .error("with its macros the condition has " + result.size + " checks, too many"));
        return null;
      }
      return result;
    } catch (SyntaxError e) {
      problems.add(e.problem());
      return null;
    }
  }

  private @Nullable Resolved macro(MacroEntry macro) {
    Resolved known = resolved.get(macro.name);
    if (known != null || failed.contains(macro.name)) {
      return known;
    }
    inProgress.add(macro.name);
    Resolved result = parse(macro.condition, macro.visibility);
    inProgress.remove(macro.name);
    if (result == null) {
      failed.add(macro.name);
    } else {
      resolved.put(macro.name, result);
    }
    return result;
  }

  private Resolved resolve(Expression tree, int visibility) {
    if (nesting > DEPTH_LIMIT) {
      problems.add(tree.at().error("macros and parentheses are nested too deeply"));
      return new Resolved(tree, 1, 1);
    }
    nesting++;
    Resolved result = resolveKind(tree, visibility);
    nesting--;
    return result;
  }

  private Resolved resolveKind(Expression tree, int visibility) {
    return switch (tree) {
      case Expression.Check check -> new Resolved(check, 1, 1);
      case Expression.Name name -> named(name, visibility);
      case Expression.Not not -> {
        Resolved operand = resolve(not.operand(), visibility);
        yield new Resolved(
            new Expression.Not(operand.tree, not.at()), operand.size + 1, operand.depth + 1);
      }
      case Expression.And and -> all(and.operands(), visibility, and.at(), true);
      case Expression.Or or -> all(or.operands(), visibility, or.at(), false);
    };
  }

  private Resolved all(List<Expression> operands, int visibility, Location at, boolean and) {
    List<Expression> trees = new ArrayList<>(operands.size());
    long size = 1;
    int depth = 0;
    for (Expression operand : operands) {
      Resolved one = resolve(operand, visibility);
      trees.add(one.tree);
      size += one.size;
      depth = Math.max(depth, one.depth);
    }
    Expression tree = and ? new Expression.And(trees, at) : new Expression.Or(trees, at);
    return new Resolved(tree, size, depth + 1);
  }

  private Resolved named(Expression.Name name, int visibility) {
    Resolved unresolved = new Resolved(name, 1, 1);
    MacroEntry macro = macros.get(name.name());
    if (macro == null || macro.index >= visibility) {
      undefined(name, macro);
      return unresolved;
    }
    if (inProgress.contains(name.name())) {
      problems.add(name.at().error("the macro '" + name.name() + "' uses itself"));
      return unresolved;
    }
    Resolved tree = macro(macro);
    return tree == null ? unresolved : tree;
  }

  private void undefined(Expression.Name name, @Nullable MacroEntry later) {
    if (later != null) {
      problems.add(
          name.at()
              .error(
                  "the macro '" + name.name() + "' is defined after this use",
                  "define it before the macro that uses it"));
      return;
    }
    problems.add(
        name.at()
            .error(
                "there is no macro '" + name.name() + "'",
                Suggestion.didYouMean(name.name(), macros.keySet())));
  }
}
