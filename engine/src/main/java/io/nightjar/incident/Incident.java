package io.nightjar.incident;

import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The detections and responses on one workload that belong together; immutable, the store holds the
 * current one.
 *
 * @param id hash of the subject and the detection that opened it: a replay gives the same
 * @param subject key of what it is about
 * @param about for people, {@code Deployment shop/checkout}
 * @param severity the most severe priority of its detections
 * @param openedAt time of its first event
 * @param lastAt time of its latest event
 * @param detections how many there are
 * @param rules how often each rule matched; those beyond {@link #RULES_AT_MOST} count as {@link
 *     #OTHERS}
 * @param changes what people did with it, in order
 */
public record Incident(
    String id,
    String subject,
    String about,
    String namespace,
    Priority severity,
    IncidentState state,
    Instant openedAt,
    Instant lastAt,
    long detections,
    SortedMap<String, Long> rules,
    List<Change> changes) {

  static final int RULES_AT_MOST = 50;
  static final String OTHERS = "other rules";

  /** What a person did with it. */
  public record Change(Instant at, String who, IncidentState to, String comment) {}

  /** Of the incident that {@code first} opens. */
  public static String id(Subject subject, Detection first) {
    byte[] seed = (subject.key() + "\n" + first.id()).getBytes(StandardCharsets.UTF_8);
    return "i-" + Hash.sha256(seed).hex().substring(0, 16);
  }

  static Incident open(Subject subject, Detection first) {
    return new Incident(
        id(subject, first),
        subject.key(),
        subject.name(),
        first.namespace(),
        first.priority(),
        IncidentState.OPEN,
        first.time(),
        first.time(),
        0,
        new TreeMap<>(),
        List.of());
  }

  /** With one more detection. */
  Incident plus(Detection detection) {
    TreeMap<String, Long> counts = new TreeMap<>(rules);
    boolean room = counts.containsKey(detection.rule()) || counts.size() < RULES_AT_MOST;
    counts.merge(room ? detection.rule() : OTHERS, 1L, Long::sum);
    return new Incident(
        id,
        subject,
        about,
        namespace,
        detection.priority().atLeast(severity) ? detection.priority() : severity,
        state,
        detection.time().isBefore(openedAt) ? detection.time() : openedAt,
        detection.time().isAfter(lastAt) ? detection.time() : lastAt,
        detections + 1,
        counts,
        changes);
  }

  Incident changed(Change change) {
    List<Change> all = new ArrayList<>(changes);
    all.add(change);
    return new Incident(
        id,
        subject,
        about,
        namespace,
        severity,
        change.to(),
        openedAt,
        lastAt,
        detections,
        rules,
        List.copyOf(all));
  }
}
