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

/**
 * The facts that a session still remembers, in the order in which they came: what a new session is
 * filled with on reload. Bounded by time and number. When there are too many, the oldest detection
 * of that rule on that pod goes of which there are most: who floods the session forgets his own.
 * Safe to read from another thread.
 */
final class FactWindow {
  private final Map<String, Held> facts = new LinkedHashMap<>();
  private final Map<List<String>, Group> groups = new HashMap<>();

  /** Groups by their size, those of a size in the order in which they came to it. */
  private final List<Set<Group>> bySize = new ArrayList<>();

  private final int maximum;
  private int greatest;
  private long evicted;

  private record Held(SessionFact fact, Group group) {}

  /** The remembered detections of one rule in one pod; it is itself and equals no other. */
  private static final class Group {
    private final List<String> key;
    private final Set<String> ids = new LinkedHashSet<>();

    Group(List<String> key) {
      this.key = key;
    }
  }

  FactWindow(int maximum) {
    this.maximum = maximum;
  }

  /** Adds a fact and tells the ids of those that are forgotten for it. */
  synchronized List<String> add(SessionFact fact, Instant now) {
    List<String> forgotten = new ArrayList<>();
    Instant oldest = now.minus(SessionLimits.MEMORY);
    Iterator<Held> inOrder = facts.values().iterator();
    while (inOrder.hasNext()) {
      Held first = inOrder.next();
      if (!first.fact().time().isBefore(oldest)) {
        break;
      }
      inOrder.remove();
      leaveGroup(first);
      forgotten.add(first.fact().id());
    }
    if (facts.size() >= maximum) {
      String id = bySize.get(greatest).iterator().next().ids.iterator().next();
      remove(id);
      evicted++;
      forgotten.add(id);
    }
    Group group = groups.computeIfAbsent(groupOf(fact), Group::new);
    if (facts.put(fact.id(), new Held(fact, group)) == null) {
      joinGroup(group, fact.id());
    }
    return forgotten;
  }

  private static List<String> groupOf(SessionFact fact) {
    return fact.value() instanceof Detection detection
        ? List.of(detection.rule(), detection.podUid(), detection.node())
        : List.of(fact.value().getClass().getSimpleName());
  }

  private void joinGroup(Group group, String id) {
    int before = group.ids.size();
    group.ids.add(id);
    resize(group, before, before + 1);
  }

  private void leaveGroup(Held held) {
    Group group = held.group();
    int before = group.ids.size();
    group.ids.remove(held.fact().id());
    resize(group, before, before - 1);
    if (group.ids.isEmpty()) {
      groups.remove(group.key);
    }
  }

  private void resize(Group group, int before, int after) {
    while (bySize.size() <= after) {
      bySize.add(new LinkedHashSet<>(2));
    }
    bySize.get(before).remove(group);
    if (after > 0) {
      bySize.get(after).add(group);
    }
    greatest = Math.max(greatest, after);
    while (greatest > 0 && bySize.get(greatest).isEmpty()) {
      bySize.removeLast();
      greatest--;
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
    return Optional.ofNullable(facts.get(id)).map(Held::fact);
  }

  synchronized void remove(String id) {
    Held removed = facts.remove(id);
    if (removed != null) {
      leaveGroup(removed);
    }
  }

  synchronized List<SessionFact> facts() {
    return facts.values().stream().map(Held::fact).toList();
  }
}
