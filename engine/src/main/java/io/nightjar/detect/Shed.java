package io.nightjar.detect;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Detections of one rule on one workload that came faster than they could be stored: they are
 * counted here and not stored one by one.
 *
 * @param like the first of them
 * @param count how many
 * @param last when the latest happened
 */
public record Shed(Detection like, long count, Instant last) {

  /** Name of the rule under which it is raised. */
  public static final String RULE = "Detections came faster than they can be stored";

  /** With one more. */
  public Shed plus(Detection another) {
    boolean later = another.time().isAfter(last);
    return new Shed(like, count + 1, later ? another.time() : last);
  }

  /** One detection that stands for all of them, on the same workload; playbooks can match it. */
  public Detection raised() {
    SortedMap<String, Object> fields = new TreeMap<>();
    fields.put("shed.rule", like.rule());
    fields.put("shed.count", count);
    fields.put("shed.first", like.time().toString());
    fields.put("shed.last", last.toString());
    String output = count + " more detections of \"" + like.rule() + "\" were counted, not stored";
    return new Detection(
        DetectionId.of(like.node(), RULE, SensorLoss.SOURCE, last, 0, output + " " + like.id()),
        RULE,
        Priority.CRITICAL,
        SensorLoss.SOURCE,
        new TreeSet<>(List.of("mitre_defense_evasion", "sensor")),
        last,
        output,
        Collections.unmodifiableSortedMap(fields),
        like.node(),
        null,
        like.containerId(),
        like.containerName(),
        like.image(),
        like.privileged(),
        like.podUid(),
        like.podName(),
        like.namespace(),
        like.podLabels(),
        like.workload(),
        List.of(),
        like.namespaceLabels());
  }
}
