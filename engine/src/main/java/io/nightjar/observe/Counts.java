package io.nightjar.observe;

import io.nightjar.actions.DisplayText;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter with two labels. Counting what was counted before allocates nothing and waits for
 * nobody. Values of the first label may be names of others: beyond a number of them all count as
 * {@value #OTHER}. Thread safe.
 */
final class Counts {

  static final String OTHER = "other";
  private static final int LABEL_AT_MOST = 120;

  private final String name;
  private final String help;
  private final String first;
  private final String second;
  private final int atMost;
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, LongAdder>> counts =
      new ConcurrentHashMap<>();

  /**
   * @param name without {@code _total}
   * @param second empty where there is one label
   * @param atMost how many values of the first label stand by themselves
   */
  Counts(String name, String help, String first, String second, int atMost) {
    this.name = name;
    this.help = help;
    this.first = first;
    this.second = second;
    this.atMost = atMost;
  }

  void add(String one, String two) {
    ConcurrentHashMap<String, LongAdder> known = counts.get(one);
    if (known == null) {
      // a few more where several come at once do no harm
      String kept = counts.size() < atMost ? one : OTHER;
      known = counts.computeIfAbsent(kept, value -> new ConcurrentHashMap<>());
    }
    LongAdder count = known.get(two);
    if (count == null) {
      count = known.computeIfAbsent(two, value -> new LongAdder());
    }
    count.increment();
  }

  CounterSnapshot snapshot() {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    for (Map.Entry<String, ConcurrentHashMap<String, LongAdder>> one : counts.entrySet()) {
      for (Map.Entry<String, LongAdder> two : one.getValue().entrySet()) {
        snapshot.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels(one.getKey(), two.getKey()))
                .value((double) two.getValue().sum())
                .build());
      }
    }
    return snapshot.build();
  }

  private Labels labels(String one, String two) {
    String shown = DisplayText.of(one, LABEL_AT_MOST);
    return second.isEmpty() ? Labels.of(first, shown) : Labels.of(first, shown, second, two);
  }
}
