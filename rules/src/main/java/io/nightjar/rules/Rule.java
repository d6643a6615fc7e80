package io.nightjar.rules;

import io.nightjar.driver.EventType;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.output.OutputFormat;
import io.nightjar.rules.pushdown.Pushdown;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A rule that was loaded and checked.
 *
 * @param file where it is defined
 * @param line from 1
 * @param enabled a rule that is not is known but never matches
 * @param eventTypes the only system calls that it can match; none for one of the audit log
 * @param pushdown the condition, and what of it the kernel does
 */
public record Rule(
    String name,
    String description,
    RulePriority priority,
    String source,
    SortedSet<String> tags,
    String file,
    int line,
    boolean enabled,
    Set<EventType> eventTypes,
    Pushdown pushdown,
    OutputFormat output) {
  public Rule {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    eventTypes = Set.copyOf(eventTypes);
  }

  /** The condition with macros and exceptions in place. */
  public Expression tree() {
    return pushdown.condition();
  }
}
