package io.nightjar.rules.cases;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessTable;
import io.nightjar.rules.Match;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import java.util.List;

/** Puts what a case describes before a rule set, on the way of production. One thread. */
public final class CaseJudge {
  private final RuleEvaluator evaluator;
  private final EventEncoder encoder = new EventEncoder();

  public CaseJudge(RuleSet rules) {
    this.evaluator = new RuleEvaluator(rules);
  }

  /** The rules that match, all or the first of them as the settings of the rule set say. */
  public List<Match> matches(CaseSubject subject) {
    return switch (subject) {
      case CaseSubject.Audit audit -> evaluator.evaluate(audit.event());
      case CaseSubject.Call call -> matches(call);
    };
  }

  /** Into the process table, then to the evaluator. */
  private List<Match> matches(CaseSubject.Call call) {
    ProcessTable processes = ProcessTable.ofEventsAlone();
    call.process().ancestors().reversed().forEach(processes::put);
    processes.put(call.process());
    EventView event = call.event().encode(encoder, call.process());
    return evaluator.evaluate(event, processes.apply(event), call.container());
  }
}
