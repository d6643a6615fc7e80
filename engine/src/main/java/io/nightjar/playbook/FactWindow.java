package io.nightjar.playbook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts that a session still remembers, in the order in which they came: what a new session is
 * filled with on reload. Bounded by time and number. Safe to read from another thread.
 */
final class FactWindow {
  private final Map<String, SessionFact> facts = new LinkedHashMap<>();
  private final int maximum;

  FactWindow(int maximum) {
    this.maximum = maximum;
  }

  /** Adds a fact and tells the ids of those that are forgotten for it. */
  synchronized List<String> add(SessionFact fact, Instant now) {
    facts.put(fact.id(), fact);
    List<String> forgotten = new ArrayList<>();
    Instant oldest = now.minus(SessionLimits.MEMORY);
    Iterator<SessionFact> inOrder = facts.values().iterator();
    while (inOrder.hasNext()) {
      SessionFact first = inOrder.next();
      if (facts.size() <= maximum && !first.time().isBefore(oldest)) {
        break;
      }
      inOrder.remove();
      forgotten.add(first.id());
    }
    return forgotten;
  }

  synchronized boolean contains(String id) {
    return facts.containsKey(id);
  }

  synchronized Optional<SessionFact> get(String id) {
    return Optional.ofNullable(facts.get(id));
  }

  synchronized void remove(String id) {
    facts.remove(id);
  }

  synchronized List<SessionFact> facts() {
    return List.copyOf(facts.values());
  }
}
