package io.nightjar.detect;

import io.nightjar.actions.DisplayText;
import io.nightjar.actions.cluster.PlaceLookup;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One Event of Kubernetes, as far as playbooks see it. Whoever may create Events in a namespace
 * chooses every text of it.
 *
 * @param uid of the Event
 * @param count how often it happened so far
 * @param last when it happened last
 * @param kind of the object that it is about
 * @param reporter who says so
 */
public record ClusterEvent(
    String uid,
    String reason,
    String message,
    int count,
    Instant last,
    String kind,
    String namespace,
    String name,
    String objectUid,
    String reporter) {

  private static final int LONGEST = 300;

  /**
   * The detection that tells of it: the same Event with the same count gives the same one.
   *
   * @param target that it is about
   * @param clockOffset how far our clock is ahead of the cluster's
   */
  public Detection detection(AuditTarget target, PlaceLookup places, Duration clockOffset) {
    String rule = ClusterEventRule.of(reason);
    String words = DisplayText.of(message, LONGEST);
    String about = DisplayText.of(kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name);
    String output =
        "Kubernetes event " + reason + " | " + about + ": " + words + " | count=" + count;
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("event.reason", reason);
    fields.put("event.message", words);
    fields.put("event.count", (long) count);
    fields.put("event.kind", kind);
    fields.put("event.name", DisplayText.of(name));
    fields.put("event.reporter", DisplayText.of(reporter));
    AuditTarget.Container container = target.containerOrNone();
    return new Detection(
        DetectionId.of(uid, rule, ClusterEventRule.SOURCE, Instant.EPOCH, count, ""),
        rule,
        Priority.NOTICE,
        ClusterEventRule.SOURCE,
        new TreeSet<>(List.of("k8s")),
        last.plus(clockOffset),
        output,
        Collections.unmodifiableSortedMap(fields),
        target.node(),
        null,
        container.id(),
        container.name(),
        container.image(),
        container.privileged(),
        target.podUid(),
        target.podName(),
        target.namespace(),
        target.podLabels(),
        target.workload(),
        List.of(),
        places.namespaceLabels(target.namespace()));
  }
}
