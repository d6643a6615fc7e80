package io.nightjar.rules;

import java.util.List;
import java.util.Set;

/**
 * How rules are loaded and evaluated.
 *
 * @param minimumPriority rules of less severe priorities are known, but never evaluated
 * @param suggestedOutput whether container and pod are appended to every output, as Falco does
 * @param hostname what {@code evt.hostname} answers
 * @param additions what is appended to outputs, in this order
 * @param selections which rules are switched on and off, in this order
 */
public record RuleSettings(
    RulePriority minimumPriority,
    RuleMatching matching,
    boolean suggestedOutput,
    String hostname,
    List<OutputAddition> additions,
    List<RuleSelection> selections) {
  public static final RuleSettings DEFAULT =
      new RuleSettings(RulePriority.DEBUG, RuleMatching.FIRST, true, "localhost");

  public RuleSettings {
    additions = List.copyOf(additions);
    selections = List.copyOf(selections);
  }

  /** With nothing added and nothing switched. */
  public RuleSettings(
      RulePriority minimumPriority,
      RuleMatching matching,
      boolean suggestedOutput,
      String hostname) {
    this(minimumPriority, matching, suggestedOutput, hostname, List.of(), List.of());
  }

  public RuleSettings withMatching(RuleMatching newMatching) {
    return new RuleSettings(
        minimumPriority, newMatching, suggestedOutput, hostname, additions, selections);
  }

  public RuleSettings withHostname(String newHostname) {
    return new RuleSettings(
        minimumPriority, matching, suggestedOutput, newHostname, additions, selections);
  }

  /** The additions that a rule gets. */
  public List<OutputAddition> additionsFor(String name, String source, Set<String> tags) {
    return additions.stream().filter(addition -> addition.isFor(name, source, tags)).toList();
  }

  /**
   * Whether a rule is evaluated.
   *
   * @param enabled what its file says
   */
  public boolean evaluates(String name, Set<String> tags, RulePriority priority, boolean enabled) {
    boolean on = enabled;
    for (RuleSelection selection : selections) {
      on = selection.isFor(name, tags) ? selection.enable() : on;
    }
    return on && priority.atLeast(minimumPriority);
  }
}
