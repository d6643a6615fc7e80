package io.nightjar.rules.cases;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.language.Location;

/**
 * One event and whether the rule has to match it.
 *
 * @param rule name of the rule, or {@link #ANY_RULE}
 * @param matches false for a near miss, which the rule must leave alone
 * @param outputPart a text that the output has to contain, or empty
 * @param process the process of the event, its ancestors behind it
 */
public record RuleCase(
    String rule,
    String name,
    boolean matches,
    String outputPart,
    ProcessInfo process,
    ContainerMetadata container,
    CaseEvent event,
    Location at) {
  /** The name of a rule that stands for all: the event must not match any. */
  public static final String ANY_RULE = "*";
}
