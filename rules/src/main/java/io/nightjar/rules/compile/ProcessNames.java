package io.nightjar.rules.compile;

import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rules a process can match by its name: most rules about programs name them, so one look
 * into a table replaces a check for each rule. Built by one thread, then only read.
 */
final class ProcessNames {
  private final long[] anyName;
  private final Map<String, long[]> byName = new HashMap<>();

  ProcessNames(int words) {
    this.anyName = new long[words];
  }

  /**
   * @param processPart what the rule says of the process
   */
  void add(Expression processPart, int rule) {
    Set<String> names = namesOf(processPart);
    if (names == null) {
      set(anyName, rule);
      return;
    }
    for (String name : names) {
      set(byName.computeIfAbsent(name, n -> new long[anyName.length]), rule);
    }
  }

  private static void set(long[] rules, int rule) {
    rules[rule / Long.SIZE] |= 1L << rule;
  }

  /**
   * The rules that a process of this name can match, in an array of the caller's own.
   *
   * @param name null for a process that is not known
   */
  long[] of(@Nullable String name) {
    long[] rules = anyName.clone();
    long[] more = name == null ? null : byName.get(name);
    if (more != null) {
      for (int i = 0; i < rules.length; i++) {
        rules[i] |= more[i];
      }
    }
    return rules;
  }

  /** The names of which the process must have one, or null if it may have any. */
  private static @Nullable Set<String> namesOf(Expression tree) {
    return switch (tree) {
      case Expression.And and -> fewest(and);
      case Expression.Or or -> all(or);
      case Expression.Not not -> null;
      case Check check -> ofCheck(check);
      case Expression.Name name -> null;
    };
  }

  private static @Nullable Set<String> fewest(Expression.And and) {
    Set<String> fewest = null;
    for (Expression operand : and.operands()) {
      Set<String> names = namesOf(operand);
      if (names != null && (fewest == null || names.size() < fewest.size())) {
        fewest = names;
      }
    }
    return fewest;
  }

  private static @Nullable Set<String> all(Expression.Or or) {
    Set<String> all = new HashSet<>();
    for (Expression operand : or.operands()) {
      Set<String> names = namesOf(operand);
      if (names == null) {
        return null;
      }
      all.addAll(names);
    }
    return all;
  }

  private static @Nullable Set<String> ofCheck(Check check) {
    boolean equality =
        check.other() == null
            && check.quantifier() == Quantifier.SINGLE
            && (check.operator() == Operator.EQUAL || check.operator() == Operator.IN);
    if (!equality || !check.field().display().equals("proc.name")) {
      return null;
    }
    Set<String> names = new HashSet<>();
    for (Literal value : check.values()) {
      names.add(value.text());
    }
    return names;
  }
}
