package io.nightjar.rules;

import io.nightjar.driver.EventType;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.compile.EnvironmentUse;
import io.nightjar.rules.compile.HostNameChecks;
import io.nightjar.rules.compile.Plan;
import io.nightjar.rules.pushdown.Derivation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules that were loaded, in the order of the files; immutable, may be shared by threads. */
public final class RuleSet {
  private final List<Rule> rules;
  private final List<Problem> warnings;
  private final RuleSettings settings;
  private final Plan plan;
  private final Set<EventType> eventTypes;
  private final KernelFilter kernelFilter;

  RuleSet(List<Rule> rules, List<Problem> warnings, RuleSettings settings, Plan plan) {
    this(rules, warnings, settings, plan, filterOf(rules));
  }

  private RuleSet(
      List<Rule> rules,
      List<Problem> warnings,
      RuleSettings settings,
      Plan plan,
      KernelFilter kernelFilter) {
    this.rules = List.copyOf(rules);
    this.warnings = List.copyOf(warnings);
    this.settings = settings;
    this.plan = plan;
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (Rule rule : rules) {
      if (rule.enabled()) {
        types.addAll(rule.eventTypes());
      }
    }
    this.eventTypes = Collections.unmodifiableSet(types);
    this.kernelFilter = kernelFilter;
  }

  private static KernelFilter filterOf(List<Rule> rules) {
    return Derivation.union(
        rules.stream().filter(Rule::enabled).map(rule -> rule.pushdown().filter()).toList());
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

  /** The types of events that the enabled rules can match. */
  public Set<EventType> eventTypes() {
    return eventTypes;
  }

  /**
   * What the kernel has to send: every event that an enabled rule matches, as long as the process
   * of the event is known, and as few others as can be told there.
   */
  public KernelFilter kernelFilter() {
    return kernelFilter;
  }

  /** What the kernel kills as it is executed, by the enabled rules that ask for it. */
  public List<ExecDenial> execDenials() {
    List<ExecDenial> denials = new ArrayList<>();
    for (Rule rule : rules) {
      ExecDenial denial = rule.pushdown().denial();
      if (rule.enabled() && denial != null) {
        denials.add(denial);
      }
    }
    return List.copyOf(denials);
  }

  /**
   * Whether an enabled rule asks for the environment of processes, in its condition or its output;
   * the driver sends environments only where it is told to.
   */
  public boolean usesEnvironment() {
    return rules.stream().filter(Rule::enabled).anyMatch(RuleSet::usesEnvironment);
  }

  private static boolean usesEnvironment(Rule rule) {
    return EnvironmentUse.in(rule.pushdown().condition())
        || rule.output().keys().stream().anyMatch(EnvironmentUse::by);
  }

  /** The host names that enabled rules compare addresses with. */
  public SortedSet<String> hostNames() {
    SortedSet<String> names = new TreeSet<>();
    rules.stream()
        .filter(Rule::enabled)
        .forEach(rule -> HostNameChecks.collect(rule.pushdown().condition(), names));
    return names;
  }

  public RuleSettings settings() {
    return settings;
  }

  /** The same rules under other settings of evaluation; priorities were applied by the load. */
  public RuleSet withMatching(RuleMatching matching) {
    return new RuleSet(rules, warnings, settings.withMatching(matching), plan, kernelFilter);
  }

  Plan plan() {
    return plan;
  }
}
