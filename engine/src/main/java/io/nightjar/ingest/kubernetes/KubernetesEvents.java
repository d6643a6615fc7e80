package io.nightjar.ingest.kubernetes;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.AuditTarget;
import io.nightjar.detect.ClusterEvent;
import io.nightjar.detect.Detection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Gives playbooks the Events whose reason one of them names, and no others: each costs a place in
 * the journal and in the session. An Event that happens again and again is told at its first times
 * and then each time it has doubled; what comes faster than a few dozen a second is counted only.
 * Thread: {@link #saw} is the watch's only.
 */
public final class KubernetesEvents {
  private static final Set<String> WORKLOADS =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob");

  /** What happened longer ago changes nothing any more. */
  private static final Duration OLD = Duration.ofMinutes(30);

  private static final int ALWAYS_TOLD = 3;
  private static final int REMEMBERED = 8_192;
  private static final int A_SECOND = 50;

  private final PodLookup pods;
  private final PlaceLookup places;
  private final Consumer<Detection> sink;
  private final InstantSource clock;
  private final Duration clockOffset;
  private final LongAdder told = new LongAdder();
  private final LongAdder tooFast = new LongAdder();
  private final Map<String, Integer> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };
  private volatile Set<String> reasons = Set.of();
  private Instant second = Instant.EPOCH;
  private int inSecond;

  /**
   * @param sink takes them, and returns at once
   */
  public KubernetesEvents(KubernetesAudit.Cluster cluster, Consumer<Detection> sink) {
    this.pods = cluster.pods();
    this.places = cluster.places();
    this.sink = sink;
    this.clock = cluster.clock();
    this.clockOffset = cluster.clockOffset();
  }

  /** From now on Events of these reasons are told; from any thread. */
  public void tell(Set<String> wanted) {
    reasons = Set.copyOf(wanted);
  }

  /** An Event came, or happened again. */
  public void saw(ClusterEvent event) {
    if (!reasons.contains(event.reason()) || isOld(event) || !isNews(event)) {
      return;
    }
    Optional<AuditTarget> target = target(event);
    if (target.isEmpty()) {
      return;
    }
    if (!hasRoom()) {
      tooFast.increment();
      return;
    }
    told.increment();
    sink.accept(event.detection(target.get(), places, clockOffset));
  }

  private boolean isOld(ClusterEvent event) {
    return event.last().plus(clockOffset).plus(OLD).isBefore(clock.instant());
  }

  /** The list after a lost connection brings all of them again. */
  private boolean isNews(ClusterEvent event) {
    Integer before = counts.get(event.uid());
    int count = event.count();
    boolean news =
        before == null || (count > before && (count <= ALWAYS_TOLD || count >= 2L * before));
    if (news) {
      counts.put(event.uid(), count);
    }
    return news;
  }

  private boolean hasRoom() {
    Instant now = clock.instant();
    if (now.isAfter(second.plusSeconds(1))) {
      second = now;
      inSecond = 0;
    }
    return inSecond++ < A_SECOND;
  }

  /** Empty where the cluster knows nothing of that UID: then it is nobody's to act on. */
  private Optional<AuditTarget> target(ClusterEvent event) {
    String kind = event.kind();
    if (kind.equals("Pod")) {
      return pods.byUid(event.objectUid())
          .filter(pod -> pod.pod().namespace().equals(event.namespace()))
          .map(KubernetesEvents::pod);
    }
    if (kind.equals("Node")) {
      return places
          .node(event.name())
          .map(node -> new AuditTarget(event.name(), "", "", "", Map.of(), null, null));
    }
    if (WORKLOADS.contains(kind) && !event.objectUid().isEmpty()) {
      return Optional.of(
          new AuditTarget(
              "", "", "", event.namespace(), Map.of(), confirmed(event).orElse(null), null));
    }
    return Optional.empty();
  }

  /** By one of its pods: whoever writes Events may name any UID. */
  private Optional<WorkloadTarget> confirmed(ClusterEvent event) {
    return pods.ofWorkload(event.objectUid()).stream()
        .map(PodInfo::workload)
        .filter(owner -> owner != null && owner.namespace().equals(event.namespace()))
        .findFirst();
  }

  private static AuditTarget pod(PodInfo pod) {
    List<AuditTarget.Container> only =
        pod.containers().size() != 1
            ? List.of()
            : pod.containers().stream()
                .map(
                    each ->
                        new AuditTarget.Container(
                            each.name(), each.id(), each.image(), each.privileged()))
                .toList();
    return new AuditTarget(
        pod.node(),
        pod.pod().uid(),
        pod.pod().name(),
        pod.pod().namespace(),
        pod.labels(),
        pod.workload(),
        only.isEmpty() ? null : only.getFirst());
  }

  /** Events that playbooks were told of. */
  public long told() {
    return told.sum();
  }

  /** Events that came too fast to be told. */
  public long tooFast() {
    return tooFast.sum();
  }
}
