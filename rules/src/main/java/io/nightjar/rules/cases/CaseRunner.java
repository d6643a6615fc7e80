package io.nightjar.rules.cases;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventView;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
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
  private final CaseJudge judge;

  public CaseRunner(RuleSet rules) {
    this.rules = rules.withMatching(RuleMatching.ALL);
    this.judge = new CaseJudge(this.rules);
  }

  /** Runs all cases and looks which enabled rules have no case of a kind. */
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
    return rules.rules().stream().filter(Rule::enabled).map(Rule::name).toList();
  }

  private CaseReport.Result run(RuleCase one) {
    if (one.rule().equals(RuleCase.ANY_RULE)) {
      return runQuiet(one);
    }
    Rule rule = rules.rule(one.rule());
    if (rule == null) {
      return failed(one, List.of(), "there is no such rule");
    }
    List<Match> matches = judge.matches(one.subject());
    List<String> matched = names(matches);
    int index = matched.indexOf(one.rule());
    if (index < 0 == one.matches()) {
      String expected = one.matches() ? "expected a match" : "expected no match";
      String others = matched.isEmpty() ? "no rule" : String.join(", ", matched);
      String why = one.matches() ? CaseExplanation.whyNot(rule, one.subject()) : "";
      CaseReport.Result failed = failed(one, matched, expected + ", the event matched " + others);
      return new CaseReport.Result(one, false, failed.message() + why, matched);
    }
    if (index >= 0 && !matches.get(index).output().contains(one.outputPart())) {
      return failed(
          one,
          matched,
          "expected the output to contain '"
              + one.outputPart()
              + "', it is: "
              + matches.get(index).output());
    }
    if (one.matches() && !isSent(rule, one.subject())) {
      return failed(one, matched, "the kernel would not send the event for this rule");
    }
    return new CaseReport.Result(one, true, "", matched);
  }

  private static boolean isSent(Rule rule, CaseSubject subject) {
    return switch (subject) {
      case CaseSubject.Audit audit -> true;
      case CaseSubject.Call call -> {
        EventView event = call.event().encode(new EventEncoder(), call.process());
        yield rule.pushdown().filter().sends(event, !call.process().container().isHost());
      }
    };
  }

  private CaseReport.Result runQuiet(RuleCase one) {
    List<String> matched = names(judge.matches(one.subject()));
    return matched.isEmpty()
        ? new CaseReport.Result(one, true, "", matched)
        : failed(
            one,
            matched,
            "expected no rule to match, the event matched " + String.join(", ", matched));
  }

  private static List<String> names(List<Match> matches) {
    return matches.stream().map(match -> match.rule().name()).toList();
  }

  private static CaseReport.Result failed(RuleCase one, List<String> matched, String why) {
    return new CaseReport.Result(
        one, false, one.at().error(one.name() + ": " + why).render(), matched);
  }
}
