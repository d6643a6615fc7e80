package io.nightjar.rules.pushdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.FilterClause;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Whatever a rule matches, the kernel is told to send; tried with random conditions on random
 * events. {@code -Dpushdown.rounds=500} tries longer, {@code -Dpushdown.seed=…} elsewhere.
 */
class PushdownPropertyTest {
  private static final int ROUNDS = Integer.getInteger("pushdown.rounds", 10);
  private static final long SEED = Long.getLong("pushdown.seed", 20261121L);
  private static final int RULES = 60;
  private static final int EVENTS = 400;

  /** What was counted, by pairs of a rule and an event. */
  private static final class Tally {
    private final List<String> violations = new ArrayList<>();
    private long matches;
    private long sent;
    private long kept;
  }

  @Test
  void everyEventThatARuleMatchesIsSentAndMostOthersAreNot() throws RuleErrors {
    Tally tally = tally(ROUNDS, rule -> rule.pushdown().filter());
    assertThat(tally.violations).isEmpty();
    assertThat(tally.matches).as("matches").isGreaterThan(1000L * ROUNDS);
    long others = tally.kept + tally.sent - tally.matches;
    assertThat(100.0 * tally.kept / others).as("percent kept in the kernel").isGreaterThan(80);
  }

  @Test
  void aFilterThatIsNarrowerBySomethingIsFoundOut() throws RuleErrors {
    assertThat(tally(2, rule -> without(rule, FilterClause.Outcome.FAILED)).violations)
        .isNotEmpty();
    assertThat(tally(2, PushdownPropertyTest::withoutLastClause).violations).isNotEmpty();
  }

  private static KernelFilter without(Rule rule, FilterClause.Outcome outcome) {
    KernelFilter.Builder narrower = KernelFilter.builder();
    KernelFilter filter = rule.pushdown().filter();
    filter
        .types()
        .forEach(
            type ->
                filter.clauses(type).stream()
                    .filter(clause -> clause.outcome() != outcome)
                    .forEach(clause -> narrower.send(type, clause)));
    return narrower.build();
  }

  private static KernelFilter withoutLastClause(Rule rule) {
    KernelFilter.Builder narrower = KernelFilter.builder();
    KernelFilter filter = rule.pushdown().filter();
    filter
        .types()
        .forEach(
            type -> {
              List<FilterClause> clauses = filter.clauses(type);
              clauses
                  .subList(0, Math.max(0, clauses.size() - 1))
                  .forEach(c -> narrower.send(type, c));
            });
    return narrower.build();
  }

  private static Tally tally(int rounds, Function<Rule, KernelFilter> filterOf) throws RuleErrors {
    Tally tally = new Tally();
    for (int round = 0; round < rounds; round++) {
      Dice dice = new Dice(SEED + round);
      RuleSet rules = rules(new RandomConditions(dice));
      List<KernelFilter> filters = rules.rules().stream().map(filterOf).toList();
      RuleEvaluator evaluator = new RuleEvaluator(rules);
      RandomEvents events = new RandomEvents(dice);
      for (int i = 0; i < EVENTS; i++) {
        judge(rules, filters, evaluator, events.next(), tally);
      }
    }
    return tally;
  }

  private static void judge(
      RuleSet rules,
      List<KernelFilter> filters,
      RuleEvaluator evaluator,
      RandomEvents.Case event,
      Tally tally) {
    List<Rule> matched =
        evaluator.evaluate(event.event(), event.process(), event.container()).stream()
            .map(Match::rule)
            .toList();
    boolean union = rules.kernelFilter().sends(event.event(), event.inContainer());
    for (int i = 0; i < filters.size(); i++) {
      boolean sent = filters.get(i).sends(event.event(), event.inContainer());
      tally.sent += sent ? 1 : 0;
      tally.kept += sent ? 0 : 1;
      Rule rule = rules.rules().get(i);
      boolean matches = matched.contains(rule);
      tally.matches += matches ? 1 : 0;
      if (matches && (!sent || !union)) {
        tally.violations.add(story(rule, filters.get(i), event));
      }
    }
  }

  private static String story(Rule rule, KernelFilter filter, RandomEvents.Case event) {
    StringBuilder story = new StringBuilder(rule.description()).append("\n  on ");
    story.append(event.event().type()).append(" result ").append(event.event().result());
    story.append(event.inContainer() ? " in a container" : " on the host");
    event
        .event()
        .type()
        .args()
        .forEach(
            arg -> {
              if (event.event().has(arg)) {
                story.append(' ').append(arg).append('=');
                story.append(
                    switch (arg.kind()) {
                      case NUMBER -> Long.toString(event.event().number(arg));
                      case TEXT -> event.event().text(arg);
                      case LIST -> event.event().list(arg).toString();
                      case ADDRESS -> event.event().address(arg);
                    });
              }
            });
    return story.append("\n  filter ").append(filter.clauses(event.event().type())).toString();
  }

  private static RuleSet rules(RandomConditions conditions) throws RuleErrors {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RULES; i++) {
      String condition = conditions.next();
      text.append("- rule: r").append(i).append("\n  desc: |\n    ").append(condition);
      text.append("\n  condition: |\n    ").append(condition);
      text.append("\n  output: x\n  priority: DEBUG\n");
      // an operator that does not fit the field is left out, not an error
      text.append("  skip-if-unknown-filter: true\n  warn_evttypes: false\n");
    }
    RuleSet rules =
        RuleLoader.loadSources(
            List.of(new SourceFile("random.yaml", text.toString())),
            RuleSettings.DEFAULT.withMatching(RuleMatching.ALL));
    assertThat(Objects.requireNonNull(rules).rules()).hasSizeGreaterThan(RULES / 2);
    return rules;
  }
}
