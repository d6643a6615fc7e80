package io.nightjar.cli;

import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.field.EventNames;
import io.nightjar.rules.pushdown.Explanation;
import java.util.List;

/**
 * All rules in one table, and all that the kernel sends for them in another.
 *
 * @param rules in the order of the files
 * @param events what is sent for the enabled rules together
 */
record RulesOverview(List<Row> rules, List<Sent> events) {

  /**
   * A rule.
   *
   * @param judged what the kernel looks at
   * @param sentWhole events of which the kernel judges nothing for this rule
   * @param kill whether the kernel kills by it: yes, possible or no
   */
  record Row(
      String rule,
      boolean enabled,
      List<String> events,
      List<String> judged,
      List<String> sentWhole,
      String kill) {}

  /**
   * Events of a type.
   *
   * @param always whether all are sent for the process table, whatever the rules say
   * @param alternatives how many there are, one of which has to hold
   * @param wholeFor enabled rules for which all of them are sent
   */
  record Sent(String type, boolean always, int alternatives, List<String> wholeFor) {}

  static RulesOverview of(RuleSet rules) {
    return new RulesOverview(
        rules.rules().stream().map(RulesOverview::row).toList(),
        rules.kernelFilter().types().stream().map(type -> sent(rules, type)).toList());
  }

  private static Row row(Rule rule) {
    Explanation explanation = Explanation.of(rule);
    Explanation.Enforced enforced = explanation.enforced();
    return new Row(
        rule.name(),
        rule.enabled(),
        explanation.events().stream().flatMap(events -> events.types().stream()).toList(),
        explanation.judged(),
        explanation.events().stream()
            .filter(Explanation.Events::whole)
            .flatMap(events -> events.types().stream())
            .toList(),
        enforced.asked() ? "yes" : enforced.why().isEmpty() ? "possible" : "no");
  }

  private static Sent sent(RuleSet rules, EventType type) {
    List<String> wholeFor =
        rules.rules().stream()
            .filter(Rule::enabled)
            .filter(rule -> isWhole(rule.pushdown().filter(), type))
            .map(Rule::name)
            .toList();
    return new Sent(
        EventNames.nameOf(type),
        EventType.PROCESS_TABLE.contains(type),
        rules.kernelFilter().clauses(type).size(),
        wholeFor);
  }

  private static boolean isWhole(KernelFilter filter, EventType type) {
    return filter.clauses(type).equals(List.of(FilterClause.ALL));
  }

  String render(Paint paint) {
    Table byRule = new Table("RULE", "KILL", "SENT WHOLE", "JUDGED BY THE KERNEL", "EVENTS");
    for (Row row : rules) {
      byRule.add(
          Table.Cell.of(row.rule()),
          Table.Cell.of(row.enabled() ? row.kill() : "off"),
          Table.Cell.of(joined(row.sentWhole())),
          Table.Cell.of(joined(row.judged())),
          Table.Cell.of(joined(row.events())));
    }
    Table byEvent = new Table("EVENT", "ALTERNATIVES", "SENT WHOLE FOR");
    for (Sent sent : events) {
      byEvent.add(
          Table.Cell.of(sent.type()),
          Table.Cell.of(Integer.toString(sent.alternatives())),
          Table.Cell.of(sent.always() ? "the process table" : joined(sent.wholeFor())));
    }
    return byRule.render(paint) + "\n" + byEvent.render(paint);
  }

  private static String joined(List<String> texts) {
    return texts.isEmpty() ? "-" : String.join(", ", texts);
  }
}
