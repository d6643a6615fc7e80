package io.nightjar.playbook.dialect;

import java.util.Optional;
import java.util.Set;

/**
 * The names outside of a playbook that it may refer to.
 *
 * @param calendars of the configuration
 * @param mayAsk actions that the playbook's own manifest lists
 * @param rules of the loaded ruleset; empty to leave rule names unchecked
 */
public record Known(Set<String> calendars, Set<String> mayAsk, Optional<Set<String>> rules) {
  public Known {
    calendars = Set.copyOf(calendars);
    mayAsk = Set.copyOf(mayAsk);
    rules = rules.map(Set::copyOf);
  }
}
