package io.nightjar.playbook;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** What happened before, in the order in which it was taken in. */
@FunctionalInterface
public interface PastFacts {

  /** Hands over one after the other, so that not all of them have to fit into memory. */
  void each(Consumer<SessionFact> taker);

  /** Incidents that began before all of it and may go on. */
  default List<Incident> incidents() {
    return List.of();
  }

  /** These, by their time. */
  static PastFacts of(List<SessionFact> facts) {
    List<SessionFact> sorted =
        facts.stream().sorted(Comparator.comparing(SessionFact::time)).toList();
    return taker -> sorted.forEach(taker);
  }
}
