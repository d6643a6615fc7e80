package io.nightjar.policy;

import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.pushdown.ConditionText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between two sets of rules, a line for each rule. */
public final class RuleChanges {

  private RuleChanges() {}

  public static List<String> between(RuleSet before, RuleSet after) {
    Map<String, Rule> old = byName(before);
    Map<String, Rule> next = byName(after);
    List<String> lines = new ArrayList<>();
    next.forEach(
        (name, rule) -> {
          if (!old.containsKey(name)) {
            lines.add("rule added: " + name + (rule.enabled() ? "" : " (off)"));
          }
        });
    old.keySet().stream()
        .filter(name -> !next.containsKey(name))
        .forEach(name -> lines.add("rule removed: " + name));
    next.forEach(
        (name, rule) -> {
          List<String> parts = parts(old.get(name), rule);
          if (!parts.isEmpty()) {
            lines.add("rule changed: " + name + " (" + String.join(", ", parts) + ")");
          }
        });
    if (lines.isEmpty() && !order(before).equals(order(after))) {
      lines.add("rules stand in another order");
    }
    if (before.settings().matching() != after.settings().matching()) {
      lines.add("rule_matching is " + after.settings().matching());
    }
    return lines;
  }

  private static Map<String, Rule> byName(RuleSet rules) {
    Map<String, Rule> byName = new LinkedHashMap<>();
    rules.rules().forEach(rule -> byName.put(rule.name(), rule));
    return byName;
  }

  private static List<String> order(RuleSet rules) {
    return rules.rules().stream().map(Rule::name).toList();
  }

  private static List<String> parts(@Nullable Rule before, Rule after) {
    List<String> parts = new ArrayList<>();
    if (before == null) {
      return parts;
    }
    if (before.enabled() != after.enabled()) {
      parts.add(after.enabled() ? "now on" : "now off");
    }
    note(parts, "condition", condition(before).equals(condition(after)));
    note(parts, "output", before.output().describe().equals(after.output().describe()));
    note(parts, "priority", before.priority() == after.priority());
    note(parts, "tags", before.tags().equals(after.tags()));
    note(parts, "description", before.description().equals(after.description()));
    note(
        parts,
        "enforcement",
        String.valueOf(before.pushdown().denial())
            .equals(String.valueOf(after.pushdown().denial())));
    return parts;
  }

  private static void note(List<String> parts, String part, boolean same) {
    if (!same) {
      parts.add(part);
    }
  }

  private static String condition(Rule rule) {
    return ConditionText.of(rule.tree());
  }
}
