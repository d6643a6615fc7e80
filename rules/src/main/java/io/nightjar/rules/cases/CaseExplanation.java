package io.nightjar.rules.cases;

import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RulePriority;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.pushdown.ConditionText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the checks that keep a condition from holding. Every part of the condition is judged as a
 * rule of its own, by the same evaluator on the same event, so what is told is what happened.
 */
final class CaseExplanation {
  private static final int TOLD_AT_MOST = 8;
  private static final RuleSettings SETTINGS =
      new RuleSettings(RulePriority.DEBUG, RuleMatching.ALL, false, "localhost");

  private final IdentityHashMap<Expression, Integer> numbers = new IdentityHashMap<>();
  private final List<Expression> parts = new ArrayList<>();
  private final Set<Integer> holding = new HashSet<>();
  private final Map<Integer, String> values = new HashMap<>();
  private final Set<String> told = new LinkedHashSet<>();

  private CaseExplanation() {}

  /**
   * Lines to be put behind a message; empty where nothing can be said.
   *
   * @param rule one that does not match the subject
   */
  static String whyNot(Rule rule, CaseSubject subject) {
    CaseExplanation explanation = new CaseExplanation();
    explanation.collect(rule.tree());
    if (!rule.enabled()) {
      return "\n    the rule is not enabled";
    }
    try {
      explanation.judge(rule.source(), subject);
    } catch (RuleErrors e) {
      // a part that cannot stand alone, such as one nested too deep to be written out
      return "";
    }
    explanation.blame(rule.tree(), false);
    List<String> lines = explanation.told.stream().limit(TOLD_AT_MOST).toList();
    int more = explanation.told.size() - lines.size();
    return String.join("", lines) + (more > 0 ? "\n    and " + more + " more" : "");
  }

  private void collect(Expression part) {
    if (numbers.containsKey(part)) {
      return;
    }
    numbers.put(part, parts.size());
    parts.add(part);
    switch (part) {
      case Expression.And and -> and.operands().forEach(this::collect);
      case Expression.Or or -> or.operands().forEach(this::collect);
      case Expression.Not not -> collect(not.operand());
      case Expression.Check check -> {}
      case Expression.Name name -> {}
    }
  }

  private void judge(String source, CaseSubject subject) throws RuleErrors {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String output = parts.get(i) instanceof Expression.Check c ? "%" + c.field().display() : "x";
      append(file, i + " holds", source, ConditionText.of(parts.get(i)), "x");
      append(file, i + " fails", source, "not (" + ConditionText.of(parts.get(i)) + ")", output);
    }
    var rules =
        RuleLoader.loadSources(List.of(new SourceFile("parts.yaml", file.toString())), SETTINGS);
    for (Match match : new CaseJudge(rules).matches(subject)) {
      String[] name = match.rule().name().split(" ", 2);
      if (name[1].equals("holds")) {
        holding.add(Integer.parseInt(name[0]));
      } else {
        values.put(Integer.parseInt(name[0]), match.output());
      }
    }
  }

  private static void append(
      StringBuilder file, String name, String source, String condition, String output) {
    file.append("- rule: ").append(name).append("\n  desc: x\n  priority: DEBUG\n");
    file.append("  warn_evttypes: false\n  source: ").append(source).append('\n');
    file.append("  output: ").append(quoted(output)).append('\n');
    file.append("  condition: ").append(quoted(condition)).append('\n');
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }

  /** Tells the checks for which a part holds though it should not, or does not though it should. */
  private void blame(Expression part, boolean unwanted) {
    if (holds(part) != unwanted) {
      return;
    }
    switch (part) {
      // judged from left to right: the first one that fails has settled it
      case Expression.And and -> blameThose(and.operands(), unwanted, !unwanted);
      case Expression.Or or -> blameThose(or.operands(), unwanted, unwanted);
      case Expression.Not not -> blame(not.operand(), !unwanted);
      case Expression.Check check -> tell(check, unwanted);
      case Expression.Name name -> {}
    }
  }

  private void blameThose(List<Expression> operands, boolean unwanted, boolean firstOnly) {
    operands.stream()
        .filter(operand -> holds(operand) == unwanted)
        .limit(firstOnly ? 1 : Integer.MAX_VALUE)
        .forEach(operand -> blame(operand, unwanted));
  }

  private boolean holds(Expression part) {
    return holding.contains(numbers.getOrDefault(part, -1));
  }

  private void tell(Expression.Check check, boolean unwanted) {
    String value = values.get(numbers.get(check));
    String is = value == null ? "" : ", it is " + (value.equals("<NA>") ? "missing" : value);
    var place = check.at().error("");
    told.add(
        "\n    "
            + place.file()
            + ":"
            + place.line()
            + ":"
            + place.column()
            + ": "
            + ConditionText.of(check)
            + (unwanted ? " holds, but is excluded" : " does not hold" + is));
  }
}
