package io.nightjar.playbook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The detections that no playbook looks at, a few of each kind: other playbooks may after a reload.
 * Not thread safe but for {@link #facts}.
 */
final class Bystanders {
  private final Collapse collapse = new Collapse(rule -> Interest.FEW_OF_EACH);
  private final FactWindow window;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param maximum remembered at most
   */
  Bystanders(int maximum) {
    this.window = new FactWindow(maximum);
  }

  void add(SessionFact fact, Instant now) {
    count.incrementAndGet();
    if (!window.contains(fact.id())) {
      collapse.take(fact, now).forEach(taken -> window.add(taken, now));
      collapse.due(now).forEach(taken -> window.add(taken, now));
    }
  }

  List<SessionFact> facts() {
    return new ArrayList<>(window.facts());
  }

  /** How many there were. */
  long count() {
    return count.get();
  }
}
