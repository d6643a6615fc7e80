package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Priority;
import io.nightjar.incident.IncidentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The detections on one workload that belong together, as they stand now; a fact for playbooks that
 * changes as it grows and is kept for a day after its last detection. A text that is not known is
 * empty.
 *
 * @param id the same as that of the stored incident
 * @param subject key of what it is about: equal for the same workload, pod or node for ever
 * @param about for people, {@code Deployment shop/checkout}
 * @param state where it stands
 * @param severity the most severe priority of its detections
 * @param detections how many there are; above a hundred it is told with every tenth part more
 * @param rules names of the rules that matched
 * @param pods how many different pods were in it
 * @param actions ids of the actions that were done on it and not undone since
 * @param node of its latest detection
 * @param image of its latest detection
 * @param podLabels of its latest detection
 * @param namespaceLabels of its latest detection
 * @param pod of its latest detection
 * @param workload that it is about
 * @param detectionIds its first detection and its latest ones
 * @param openedAt time of its first detection
 * @param time of its latest detection
 */
public record Incident(
    String id,
    String subject,
    String about,
    IncidentState state,
    Priority severity,
    long detections,
    SortedSet<String> rules,
    int pods,
    SortedSet<String> actions,
    String node,
    String image,
    Map<String, String> podLabels,
    Map<String, String> namespaceLabels,
    @Nullable PodTarget pod,
    @Nullable WorkloadTarget workload,
    List<String> detectionIds,
    Instant openedAt,
    Instant time)
    implements OfTarget {

  /** How long after its last detection. */
  public static final Duration MEMORY = Duration.ofHours(24);

  public Incident {
    detectionIds = List.copyOf(detectionIds);
  }

  /**
   * Epoch milliseconds of its first detection, by which windows and sequences are measured: it
   * stays the same while the incident grows.
   */
  public long getTimeMillis() {
    return openedAt.toEpochMilli();
  }

  /** Value of a label of its latest pod, or empty. */
  public String label(String name) {
    return podLabels.getOrDefault(name, "");
  }

  /** Value of a label of its namespace, or empty. */
  public String namespaceLabel(String name) {
    return namespaceLabels.getOrDefault(name, "");
  }
}
