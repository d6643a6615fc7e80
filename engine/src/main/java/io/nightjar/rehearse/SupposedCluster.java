package io.nightjar.rehearse;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodInfo.Phase;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.gate.TargetLookup;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.cases.PlaybookCase;
import io.nightjar.playbook.cases.PlaybookCase.ClusterGiven;
import io.nightjar.playbook.cases.PlaybookCase.WorkloadGiven;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster that a case describes: the pods that its detections name, and as many more as its
 * workloads are said to have.
 */
final class SupposedCluster implements PodLookup, PlaceLookup {
  private final Map<String, PodInfo> pods = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> workloadLabels = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> namespaces;

  private SupposedCluster(PlaybookCase playbookCase, List<SessionFact> facts) {
    ClusterGiven cluster = playbookCase.cluster();
    namespaces = cluster == null || cluster.namespaces() == null ? Map.of() : cluster.namespaces();
    for (SessionFact fact : facts) {
      if (fact.value() instanceof Detection detection && !detection.podUid().isEmpty()) {
        put(detection);
      }
    }
    if (cluster != null && cluster.workloads() != null) {
      cluster.workloads().forEach(this::fill);
    }
  }

  static TargetLookup of(PlaybookCase playbookCase, List<SessionFact> facts) {
    SupposedCluster cluster = new SupposedCluster(playbookCase, facts);
    return new TargetLookup(
        cluster,
        workload -> cluster.workloadLabels.getOrDefault(workload.uid(), Map.of()),
        cluster);
  }

  private void put(Detection detection) {
    PodTarget pod = new PodTarget(detection.namespace(), detection.podName(), detection.podUid());
    pods.putIfAbsent(
        pod.uid(),
        new PodInfo(
            pod,
            detection.node(),
            detection.podLabels(),
            detection.workload(),
            Phase.READY,
            false,
            List.of()));
  }

  private void fill(WorkloadGiven given) {
    WorkloadTarget workload = PlaybookCase.target(given);
    Map<String, String> labels = given.labels() == null ? Map.of() : given.labels();
    workloadLabels.put(workload.uid(), labels);
    int unready = given.ready() == null ? 0 : given.replicas() - given.ready();
    List<PodInfo> there = new ArrayList<>(ofWorkload(workload.uid()));
    for (PodInfo known : there) {
      Map<String, String> both = new LinkedHashMap<>(labels);
      both.putAll(known.labels());
      pods.put(known.pod().uid(), pod(known.pod(), both, workload, known.phase()));
    }
    for (int i = there.size(); i < given.replicas(); i++) {
      boolean ready = given.replicas() - i > unready;
      String name = workload.name() + "-other-" + i;
      PodTarget pod = new PodTarget(workload.namespace(), name, "uid-of-pod-" + name);
      pods.put(pod.uid(), pod(pod, labels, workload, ready ? Phase.READY : Phase.NOT_READY));
    }
  }

  private static PodInfo pod(
      PodTarget pod, Map<String, String> labels, WorkloadTarget workload, Phase phase) {
    return new PodInfo(pod, "node-1", labels, workload, phase, false, List.of());
  }

  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return Optional.ofNullable(pods.get(podUid));
  }

  /** Cases name no containers. */
  @Override
  public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
    return Optional.empty();
  }

  @Override
  public Optional<PodInfo> byName(String namespace, String name) {
    return pods.values().stream()
        .filter(pod -> pod.pod().namespace().equals(namespace) && pod.pod().name().equals(name))
        .findFirst();
  }

  @Override
  public List<PodInfo> ofWorkload(String workloadUid) {
    return pods.values().stream()
        .filter(pod -> pod.workload() != null)
        .filter(pod -> Objects.requireNonNull(pod.workload()).uid().equals(workloadUid))
        .toList();
  }

  @Override
  public List<PodInfo> all() {
    return List.copyOf(pods.values());
  }

  @Override
  public Optional<Known> namespace(String name) {
    return Optional.of(
        new Known("uid-of-namespace-" + name, namespaces.getOrDefault(name, Map.of())));
  }

  @Override
  public Optional<Known> node(String name) {
    return Optional.of(new Known("uid-of-node-" + name, Map.of()));
  }
}
