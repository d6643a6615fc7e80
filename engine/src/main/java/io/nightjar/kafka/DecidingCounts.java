package io.nightjar.kafka;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What an engine that decides counts of itself, over all its partitions. Thread safe. */
final class DecidingCounts {

  private final LongAdder rebalances = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder rebuilds = new LongAdder();
  private final LongAdder rebuildMillis = new LongAdder();
  private final LongAdder decisions = new LongAdder();

  void rebalanced() {
    rebalances.increment();
  }

  /** It had to begin anew. */
  void failed() {
    failures.increment();
  }

  /**
   * @param millis for which nothing of the partition was decided
   */
  void rebuilt(long millis) {
    rebuilds.increment();
    rebuildMillis.add(millis);
  }

  /** Something was decided, and handed to the producer. */
  void decided() {
    decisions.increment();
  }

  /** Under names for the status. */
  SortedMap<String, Long> counters() {
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("kafka.rebalances", rebalances.sum());
    counts.put("kafka.failures", failures.sum());
    counts.put("kafka.rebuilds", rebuilds.sum());
    counts.put("kafka.rebuild millis", rebuildMillis.sum());
    counts.put("kafka.decisions", decisions.sum());
    return counts;
  }
}
