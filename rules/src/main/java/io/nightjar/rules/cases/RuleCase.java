package io.nightjar.rules.cases;

import io.nightjar.rules.language.Location;

/**
 * One event and whether the rule has to match it.
 *
 * @param rule name of the rule, or {@link #ANY_RULE}
 * @param matches false for a near miss, which the rule must leave alone
 * @param outputPart a text that the output has to contain, or empty
 */
public record RuleCase(
    String rule,
    String name,
    boolean matches,
    String outputPart,
    CaseSubject subject,
    Location at) {
  /** The name of a rule that stands for all: the event must not match any. */
  public static final String ANY_RULE = "*";
}
