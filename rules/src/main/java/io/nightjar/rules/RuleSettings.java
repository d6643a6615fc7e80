package io.nightjar.rules;

/**
 * How rules are loaded and evaluated.
 *
 * @param minimumPriority rules of less severe priorities are left out
 * @param suggestedOutput whether container and pod are appended to every output, as Falco does
 * @param hostname what {@code evt.hostname} answers
 */
public record RuleSettings(
    RulePriority minimumPriority, RuleMatching matching, boolean suggestedOutput, String hostname) {
  public static final RuleSettings DEFAULT =
      new RuleSettings(RulePriority.DEBUG, RuleMatching.FIRST, true, "localhost");

  public RuleSettings withMatching(RuleMatching newMatching) {
    return new RuleSettings(minimumPriority, newMatching, suggestedOutput, hostname);
  }

  public RuleSettings withHostname(String newHostname) {
    return new RuleSettings(minimumPriority, matching, suggestedOutput, newHostname);
  }
}
