package io.nightjar.cli.capture;

import io.nightjar.driver.EventType;
import io.nightjar.driver.Recording;
import io.nightjar.rules.Match;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a replay met, over all of its files. One thread. */
final class ReplayCount {
  private final long[] byCode = new long[EventType.values().length + 1];
  private final Map<String, Long> alerts = new TreeMap<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long failures;
  private long losses;

  void event(EventType type, long nanos) {
    byCode[type.code()]++;
    first = Math.min(first, nanos);
    last = Math.max(last, nanos);
  }

  void alert(Match match) {
    alerts.merge(match.rule().name(), 1L, Long::sum);
  }

  void failure() {
    failures++;
  }

  /** Takes over what a recording counted; once it was read. */
  void recording(Recording recording) {
    losses += recording.losses();
    recording.skipped().forEach((name, count) -> skipped.merge(name, count, Long::sum));
  }

  long events() {
    long sum = 0;
    for (long count : byCode) {
      sum += count;
    }
    return sum;
  }

  /** Events by type, those that came. */
  Map<EventType, Long> byType() {
    Map<EventType, Long> counts = new EnumMap<>(EventType.class);
    for (EventType type : EventType.values()) {
      if (byCode[type.code()] > 0) {
        counts.put(type, byCode[type.code()]);
      }
    }
    return counts;
  }

  /** Alerts by the name of the rule. */
  Map<String, Long> alerts() {
    return alerts;
  }

  Map<String, Long> skipped() {
    return skipped;
  }

  /** Time of the earliest event, meaningless without one. */
  long first() {
    return first;
  }

  /** Time of the latest event, meaningless without one. */
  long last() {
    return last;
  }

  /** Events that no rule could be tried on. */
  long failures() {
    return failures;
  }

  /** Events that the captures say they lost. */
  long losses() {
    return losses;
  }
}
