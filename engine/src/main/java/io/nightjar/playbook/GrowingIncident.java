package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.incident.IncidentState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One incident while it grows; not thread safe. */
final class GrowingIncident {
  private static final int RULES_AT_MOST = 50;
  private static final int PODS_AT_MOST = 1_000;
  private static final int LATEST = 9;

  /** Up to so many each detection is told; after that every tenth part more. */
  private static final int TOLD_ONE_BY_ONE = 100;

  private final String id;
  private final String subject;
  private final String about;
  private final Set<String> pods = new HashSet<>();
  private final Set<String> workloads = new HashSet<>(2);
  private final TreeSet<String> rules = new TreeSet<>();
  private final TreeSet<String> actions = new TreeSet<>();
  private final Deque<String> latestIds = new ArrayDeque<>();
  private String firstId = "";
  private IncidentState state = IncidentState.OPEN;
  private Priority severity = Priority.DEBUG;
  private Instant openedAt;
  private Instant last;
  private long detections;
  private long told;
  private String node = "";
  private String image = "";
  private Map<String, String> podLabels = Map.of();
  private Map<String, String> namespaceLabels = Map.of();
  private @Nullable PodTarget pod;
  private @Nullable WorkloadTarget workload;

  private GrowingIncident(String id, String subject, String about, Instant openedAt) {
    this.id = id;
    this.subject = subject;
    this.about = about;
    this.openedAt = openedAt;
    this.last = openedAt;
  }

  static GrowingIncident open(io.nightjar.incident.Subject subject, Detection first) {
    return new GrowingIncident(
        io.nightjar.incident.Incident.id(subject, first),
        subject.key(),
        subject.name(),
        first.time());
  }

  /** One that was known before. */
  static GrowingIncident of(Incident known) {
    GrowingIncident incident =
        new GrowingIncident(known.id(), known.subject(), known.about(), known.openedAt());
    incident.last = known.time();
    incident.state = known.state();
    incident.severity = known.severity();
    incident.detections = known.detections();
    incident.told = known.detections();
    incident.rules.addAll(known.rules());
    incident.actions.addAll(known.actions());
    incident.node = known.node();
    incident.image = known.image();
    incident.podLabels = known.podLabels();
    incident.namespaceLabels = known.namespaceLabels();
    incident.pod = known.pod();
    incident.workload = known.workload();
    incident.noteWorkload();
    if (known.pod() != null) {
      incident.pods.add(known.pod().uid());
    }
    List<String> ids = known.detectionIds();
    incident.firstId = ids.isEmpty() ? "" : ids.getFirst();
    incident.latestIds.addAll(ids.subList(Math.min(1, ids.size()), ids.size()));
    return incident;
  }

  /** With one more detection; whether that is worth telling. */
  boolean plus(Detection detection) {
    remember(detection.id());
    detections++;
    boolean worth = detections == 1 || detections <= TOLD_ONE_BY_ONE || detections >= told * 1.1;
    if (rules.size() < RULES_AT_MOST) {
      worth |= rules.add(detection.rule());
    }
    if (detection.priority().compareTo(severity) > 0) {
      severity = detection.priority();
      worth = true;
    }
    if (!detection.podUid().isEmpty() && pods.size() < PODS_AT_MOST) {
      worth |= pods.add(detection.podUid());
    }
    if (detection.time().isBefore(openedAt)) {
      openedAt = detection.time();
    }
    if (!detection.time().isBefore(last)) {
      last = detection.time();
      describe(detection);
    }
    told = worth ? detections : told;
    return worth;
  }

  private void remember(String detectionId) {
    if (firstId.isEmpty()) {
      firstId = detectionId;
      return;
    }
    latestIds.addLast(detectionId);
    if (latestIds.size() > LATEST) {
      latestIds.removeFirst();
    }
  }

  private void describe(Detection latest) {
    node = latest.node();
    image = latest.image();
    podLabels = latest.podLabels();
    namespaceLabels = latest.namespaceLabels();
    pod = Subject.podOf(latest);
    workload = latest.workload();
    noteWorkload();
  }

  private void noteWorkload() {
    if (workload != null) {
      workloads.add(workload.uid());
    }
  }

  /** Whether a response was done on its workload or one of its pods. */
  boolean isOf(ResponseUpdate update) {
    return isOfWorkload(update.getWorkloadUid()) || pods.contains(update.getPodUid());
  }

  /** Whether that is its workload or one of its pods. */
  boolean isOf(String uid) {
    return isOfWorkload(uid) || pods.contains(uid);
  }

  private boolean isOfWorkload(String uid) {
    return workload != null && workload.uid().equals(uid);
  }

  int uidCount() {
    return pods.size() + workloads.size();
  }

  /** UIDs of its pods and of every workload that it was about. */
  Set<String> uids() {
    Set<String> all = new HashSet<>(pods);
    all.addAll(workloads);
    return all;
  }

  /** What was done or taken back; whether that changes anything. */
  boolean act(String action, boolean done) {
    return done ? actions.add(action) : actions.remove(action);
  }

  /** Whether that changes anything. */
  boolean stands(IncidentState next) {
    boolean changes = state != next;
    state = next;
    return changes;
  }

  Incident now() {
    List<String> ids = new ArrayList<>();
    ids.add(firstId);
    ids.addAll(latestIds);
    return new Incident(
        id,
        subject,
        about,
        state,
        severity,
        detections,
        new TreeSet<>(rules),
        pods.size(),
        new TreeSet<>(actions),
        node,
        image,
        podLabels,
        namespaceLabels,
        pod,
        workload,
        ids,
        openedAt,
        last);
  }

  String id() {
    return id;
  }

  String subject() {
    return subject;
  }

  IncidentState state() {
    return state;
  }

  /** Time of its latest detection. */
  Instant last() {
    return last;
  }
}
