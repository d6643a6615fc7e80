package io.nightjar.rules;

import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.field.EventContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges events by a rule set. Keeps the state of the event at hand, so it belongs to one thread;
 * several threads take one evaluator each of the same set.
 */
public final class RuleEvaluator {
  private final Map<EventType, List<Rule>> byType;
  private final boolean firstOnly;
  private final EventContext context;

  public RuleEvaluator(RuleSet rules) {
    this.byType = index(rules);
    this.firstOnly = rules.settings().matching() == RuleMatching.FIRST;
    this.context = new EventContext(rules.settings().hostname(), rules.decisionSlots());
  }

  private static Map<EventType, List<Rule>> index(RuleSet rules) {
    Map<EventType, List<Rule>> byType = new EnumMap<>(EventType.class);
    for (EventType type : EventType.values()) {
      byType.put(
          type,
          rules.rules().stream()
              .filter(rule -> rule.enabled() && rule.eventTypes().contains(type))
              .toList());
    }
    return byType;
  }

  /**
   * The rules that the event matches, in the order of the files, at most one with {@link
   * RuleMatching#FIRST}; nearly always empty, and then nothing was allocated for it.
   *
   * @param process the process of the event after the process table took the event; null if it is
   *     not known
   * @param container ignored for a process of the host
   */
  public List<Match> evaluate(
      EventView event, @Nullable ProcessInfo process, ContainerMetadata container) {
    context.reset(event, process, container);
    List<Match> matches = List.of();
    List<Rule> rules = byType.getOrDefault(event.type(), List.of());
    // an index instead of an iterator: nothing is allocated for an event that no rule wants
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (rule.condition().holds(context)) {
        Match match = new Match(rule, rule.output().text(context), rule.output().fields(context));
        if (firstOnly) {
          return List.of(match);
        }
        matches = matches.isEmpty() ? new ArrayList<>() : matches;
        matches.add(match);
      }
    }
    return matches;
  }
}
