package io.nightjar.rules;

import io.nightjar.driver.EventType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that were loaded, in the order of the files; immutable, may be shared by threads. */
public final class RuleSet {
  private final List<Rule> rules;
  private final List<Problem> warnings;
  private final RuleSettings settings;
  private final int decisionSlots;
  private final Set<EventType> eventTypes;

  RuleSet(List<Rule> rules, List<Problem> warnings, RuleSettings settings, int decisionSlots) {
    this.rules = List.copyOf(rules);
    this.warnings = List.copyOf(warnings);
    this.settings = settings;
    this.decisionSlots = decisionSlots;
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (Rule rule : rules) {
      if (rule.enabled()) {
        types.addAll(rule.eventTypes());
      }
    }
    this.eventTypes = Collections.unmodifiableSet(types);
  }

  /** All rules, also those that are not enabled. */
  public List<Rule> rules() {
    return rules;
  }

  public @Nullable Rule rule(String name) {
    for (Rule rule : rules) {
      if (rule.name().equals(name)) {
        return rule;
      }
    }
    return null;
  }

  /** What was doubtful in the files but did not stop the load. */
  public List<Problem> warnings() {
    return warnings;
  }

  /** The events that the enabled rules can match, and so what the kernel has to send. */
  public Set<EventType> eventTypes() {
    return eventTypes;
  }

  public RuleSettings settings() {
    return settings;
  }

  /** The same rules under other settings of evaluation; priorities were applied by the load. */
  public RuleSet withMatching(RuleMatching matching) {
    return new RuleSet(rules, warnings, settings.withMatching(matching), decisionSlots);
  }

  int decisionSlots() {
    return decisionSlots;
  }
}
