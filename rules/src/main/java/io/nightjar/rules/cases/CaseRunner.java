package io.nightjar.rules.cases;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessTable;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Runs cases: each event is encoded as the kernel sends it and judged by the whole rule set, all
 * rules of it, so that the order of the rules does not matter.
 */
public final class CaseRunner {
  private final RuleSet rules;
  private final RuleEvaluator evaluator;
  private final EventEncoder encoder = new EventEncoder();

  public CaseRunner(RuleSet rules) {
    this.rules = rules.withMatching(RuleMatching.ALL);
    this.evaluator = new RuleEvaluator(this.rules);
  }

  /** Runs all cases and looks which rules have no case of a kind. */
  public CaseReport run(List<RuleCase> cases) {
    List<CaseReport.Result> results = new ArrayList<>();
    TreeSet<String> withoutMatch = new TreeSet<>(ruleNames());
    TreeSet<String> withoutNearMiss = new TreeSet<>(ruleNames());
    for (RuleCase one : cases) {
      results.add(run(one));
      (one.matches() ? withoutMatch : withoutNearMiss).remove(one.rule());
    }
    return new CaseReport(results, withoutMatch, withoutNearMiss);
  }

  private List<String> ruleNames() {
    return rules.rules().stream().map(Rule::name).toList();
  }

  private CaseReport.Result run(RuleCase one) {
    if (one.rule().equals(RuleCase.ANY_RULE)) {
      return runQuiet(one);
    }
    if (rules.rule(one.rule()) == null) {
      return failed(one, "there is no such rule");
    }
    List<Match> matches = matches(one);
    List<String> matched = matches.stream().map(match -> match.rule().name()).toList();
    int index = matched.indexOf(one.rule());
    if (index < 0 == one.matches()) {
      String expected = one.matches() ? "expected a match" : "expected no match";
      String others = matched.isEmpty() ? "no rule" : String.join(", ", matched);
      return failed(one, expected + ", the event matched " + others);
    }
    if (index >= 0 && !matches.get(index).output().contains(one.outputPart())) {
      return failed(
          one,
          "expected the output to contain '"
              + one.outputPart()
              + "', it is: "
              + matches.get(index).output());
    }
    if (one.matches() && !isSent(one)) {
      return failed(one, "the kernel would not send the event for this rule");
    }
    return new CaseReport.Result(one, true, "", matched);
  }

  private boolean isSent(RuleCase one) {
    Rule rule = rules.rule(one.rule());
    EventView event = one.event().encode(encoder, one.process());
    return rule != null
        && rule.pushdown().filter().sends(event, !one.process().container().isHost());
  }

  /** The way of an event in production: into the process table, then to the evaluator. */
  private List<Match> matches(RuleCase one) {
    ProcessTable processes = ProcessTable.ofEventsAlone();
    one.process().ancestors().reversed().forEach(processes::put);
    processes.put(one.process());
    EventView event = one.event().encode(encoder, one.process());
    return evaluator.evaluate(event, processes.apply(event), one.container());
  }

  private CaseReport.Result runQuiet(RuleCase one) {
    List<String> matched = matches(one).stream().map(match -> match.rule().name()).toList();
    return matched.isEmpty()
        ? new CaseReport.Result(one, true, "", matched)
        : failed(one, "expected no rule to match, the event matched " + String.join(", ", matched));
  }

  private static CaseReport.Result failed(RuleCase one, String why) {
    return new CaseReport.Result(
        one, false, one.at().error(one.name() + ": " + why).render(), List.of());
  }
}
