package io.nightjar.playbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A session that is to take the place of another: learns what that one remembers, each fact once.
 * By one thread at a time.
 */
final class Successor {
  private final VirtualSession session;
  private final Set<String> handedOn = new HashSet<>();
  private final List<Decision> faults = new ArrayList<>();

  Successor(VirtualSession session) {
    this.session = session;
  }

  /** Learns what has come since the last call; tells how much that was. */
  int learn(VirtualSession before) {
    List<SessionFact> fresh = new ArrayList<>();
    collect(before.bystanders(), fresh);
    collect(before.facts(), fresh);
    fresh.sort(Comparator.comparing(SessionFact::time));
    faults.addAll(VirtualSession.onlyFaults(session.learn(fresh)));
    return fresh.size();
  }

  private void collect(List<SessionFact> remembered, List<SessionFact> fresh) {
    for (SessionFact fact : remembered) {
      if (handedOn.add(fact.id())) {
        fresh.add(fact);
      }
    }
  }

  VirtualSession session() {
    return session;
  }

  /** Playbooks that failed on what was learnt, each told once. */
  List<Decision> faults() {
    List<Decision> told = List.copyOf(faults);
    faults.clear();
    return told;
  }
}
