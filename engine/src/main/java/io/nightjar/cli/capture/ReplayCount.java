package io.nightjar.cli.capture;

import io.nightjar.driver.EventType;
import io.nightjar.driver.Recording;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import io.nightjar.rules.RulePriority;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a replay met, over all of its files. One thread. */
final class ReplayCount {
  /** The API server knows a dozen. */
  private static final int MAX_VERBS = 64;

  private static final int MAX_VERB = 64;

  private final long[] byCode = new long[EventType.values().length + 1];
  private final Map<String, Long> alerts = new TreeMap<>();
  private final Map<RulePriority, Long> priorities = new EnumMap<>(RulePriority.class);
  private final Map<String, Long> skipped = new TreeMap<>();
  private final Map<String, Long> verbs = new TreeMap<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long failures;
  private long losses;

  void event(EventType type, long nanos) {
    byCode[type.code()]++;
    span(nanos);
  }

  /** Counts an event of the Kubernetes audit log by its verb, a hostile text. */
  void audit(AuditEvent event, long nanos) {
    String verb = event.json().path("verb").asText();
    boolean room = verbs.size() < MAX_VERBS && verb.length() <= MAX_VERB;
    verbs.merge(room || verbs.containsKey(verb) ? verb : "others", 1L, Long::sum);
    span(nanos);
  }

  private void span(long nanos) {
    first = Math.min(first, nanos);
    last = Math.max(last, nanos);
  }

  void alert(Match match) {
    priorities.merge(match.rule().priority(), 1L, Long::sum);
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
    for (long count : verbs.values()) {
      sum += count;
    }
    return sum;
  }

  /** Events by their name, those that came; hostile texts. */
  Map<String, Long> byName() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (EventType type : EventType.values()) {
      if (byCode[type.code()] > 0) {
        counts.put(type.callName(), byCode[type.code()]);
      }
    }
    verbs.forEach((verb, count) -> counts.put("k8s_audit " + verb, count));
    return counts;
  }

  /** Alerts by priority, the most urgent first. */
  Map<RulePriority, Long> priorities() {
    return priorities;
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
