package io.nightjar.playbook.lint;

import io.nightjar.detect.Priority;
import java.util.Set;

/**
 * What a playbook's check has to know of a rule of the ruleset.
 *
 * @param enabled whether it is evaluated at all
 */
public record KnownRule(String name, Priority priority, Set<String> tags, boolean enabled) {
  public KnownRule {
    tags = Set.copyOf(tags);
  }
}
