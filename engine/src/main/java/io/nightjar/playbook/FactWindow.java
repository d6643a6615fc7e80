package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The facts that a session still remembers, in the order in which they came: what a new session is
 * filled with on reload. Bounded by time and number. When there are too many, the oldest detection
 * of that rule on that pod goes of which there are most: who floods the session forgets his own.
 * Safe to read from another thread.
 */
final class FactWindow {
  private final Map<String, SessionFact> facts = new LinkedHashMap<>();
  private final Map<List<String>, Set<String>> groups = new HashMap<>();
  private final TreeMap<Integer, Set<List<String>>> bySize = new TreeMap<>();
  private final int maximum;
  private long evicted;

  FactWindow(int maximum) {
    this.maximum = maximum;
  }

  /** Adds a fact and tells the ids of those that are forgotten for it. */
  synchronized List<String> add(SessionFact fact, Instant now) {
    List<String> forgotten = new ArrayList<>();
    Instant oldest = now.minus(SessionLimits.MEMORY);
    Iterator<SessionFact> inOrder = facts.values().iterator();
    while (inOrder.hasNext()) {
      SessionFact first = inOrder.next();
      if (!first.time().isBefore(oldest)) {
        break;
      }
      inOrder.remove();
      leaveGroup(first);
      forgotten.add(first.id());
    }
    if (facts.size() >= maximum) {
      List<String> greatest = bySize.lastEntry().getValue().iterator().next();
      String id = groups.getOrDefault(greatest, Set.of()).iterator().next();
      remove(id);
      evicted++;
      forgotten.add(id);
    }
    facts.put(fact.id(), fact);
    joinGroup(fact);
    return forgotten;
  }

  private static List<String> groupOf(SessionFact fact) {
    return fact.value() instanceof Detection detection
        ? List.of(detection.rule(), detection.podUid(), detection.node())
        : List.of(fact.value().getClass().getSimpleName());
  }

  private void joinGroup(SessionFact fact) {
    List<String> key = groupOf(fact);
    Set<String> group = groups.computeIfAbsent(key, unknown -> new LinkedHashSet<>());
    resize(key, group.size(), group.size() + 1);
    group.add(fact.id());
  }

  private void leaveGroup(SessionFact fact) {
    List<String> key = groupOf(fact);
    Set<String> group = groups.get(key);
    if (group != null && group.remove(fact.id())) {
      resize(key, group.size() + 1, group.size());
      if (group.isEmpty()) {
        groups.remove(key);
      }
    }
  }

  private void resize(List<String> key, int before, int after) {
    Set<List<String>> same = bySize.get(before);
    if (same != null && same.remove(key) && same.isEmpty()) {
      bySize.remove(before);
    }
    if (after > 0) {
      bySize.computeIfAbsent(after, size -> new LinkedHashSet<>()).add(key);
    }
  }

  /** How many were forgotten before their time, because there were too many. */
  synchronized long evicted() {
    return evicted;
  }

  synchronized int size() {
    return facts.size();
  }

  synchronized boolean contains(String id) {
    return facts.containsKey(id);
  }

  synchronized Optional<SessionFact> get(String id) {
    return Optional.ofNullable(facts.get(id));
  }

  synchronized void remove(String id) {
    SessionFact removed = facts.remove(id);
    if (removed != null) {
      leaveGroup(removed);
    }
  }

  synchronized List<SessionFact> facts() {
    return List.copyOf(facts.values());
  }
}
