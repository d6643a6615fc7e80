package io.nightjar.gate;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PlaceLookup.Known;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of a target beyond its identity; answers from memory.
 *
 * @param pods the pods
 * @param workloadLabels labels of a workload object; empty where they are not known
 * @param places the namespaces and nodes
 */
public record TargetLookup(
    PodLookup pods,
    Function<WorkloadTarget, Map<String, String>> workloadLabels,
    PlaceLookup places) {

  private static final String DAEMON_SET = "DaemonSet";

  public TargetLookup(
      PodLookup pods, Function<WorkloadTarget, Map<String, String>> workloadLabels) {
    this(pods, workloadLabels, PlaceLookup.NONE);
  }

  /** Where only pods are watched. */
  public static TargetLookup of(PodLookup pods) {
    return of(pods, PlaceLookup.NONE);
  }

  /** Where pods, namespaces and nodes are watched. */
  public static TargetLookup of(PodLookup pods, PlaceLookup places) {
    return new TargetLookup(pods, workload -> Map.of(), places);
  }

  /** The same target with its UID, where only its name was known so far and it exists. */
  Target identified(Target target) {
    if (target instanceof NamespaceTarget one && one.uid().isEmpty()) {
      return places
          .namespace(one.name())
          .<Target>map(known -> new NamespaceTarget(one.name(), known.uid()))
          .orElse(one);
    }
    if (target instanceof NodeTarget one && one.uid().isEmpty()) {
      return places
          .node(one.name())
          .<Target>map(known -> new NodeTarget(one.name(), known.uid()))
          .orElse(one);
    }
    return target;
  }

  /** The pod that {@code target} is, or is in. */
  Optional<PodInfo> pod(Target target) {
    String uid =
        switch (target) {
          case PodTarget pod -> pod.uid();
          case ProcessTarget process -> process.podUid();
          case ContainerTarget container -> container.podUid();
          case WorkloadTarget workload -> "";
          case NamespaceTarget namespace -> "";
          case NodeTarget node -> "";
          case SecretTarget secret -> "";
        };
    return uid.isEmpty() ? Optional.empty() : pods.byUid(uid);
  }

  /**
   * The pods that go when {@code target} is taken away: itself, the one whose container it is, all
   * of a namespace, all of a node but those of DaemonSets, which no drain moves.
   */
  List<PodInfo> within(Target target) {
    return switch (target) {
      case PodTarget pod -> pods.byUid(pod.uid()).stream().toList();
      case ContainerTarget container -> pod(container).stream().toList();
      case NamespaceTarget namespace ->
          pods.all().stream()
              .filter(pod -> pod.pod().namespace().equals(namespace.name()))
              .toList();
      case NodeTarget node ->
          pods.all().stream()
              .filter(pod -> pod.node().equals(node.name()) && !isDaemon(pod))
              .toList();
      case ProcessTarget process -> List.of();
      case WorkloadTarget workload -> List.of();
      case SecretTarget secret -> List.of();
    };
  }

  private static boolean isDaemon(PodInfo pod) {
    WorkloadTarget workload = pod.workload();
    return workload != null && workload.kind().equals(DAEMON_SET);
  }

  /** Labels of the object that {@code target} is, or of the pod that it is in. */
  Map<String, String> labels(Target target) {
    return switch (target) {
      case WorkloadTarget workload -> workloadLabels.apply(workload);
      case NamespaceTarget namespace ->
          places.namespace(namespace.name()).map(Known::labels).orElse(Map.of());
      case NodeTarget node -> places.node(node.name()).map(Known::labels).orElse(Map.of());
      case PodTarget pod -> podLabels(pod);
      case ProcessTarget process -> podLabels(process);
      case ContainerTarget container -> podLabels(container);
      case SecretTarget secret -> Map.of();
    };
  }

  private Map<String, String> podLabels(Target target) {
    return pod(target).map(PodInfo::labels).orElse(Map.of());
  }

  /** Where {@code target} is, as far as it is known now. */
  Place place(Target target) {
    Optional<PodInfo> pod = pod(target);
    String workload =
        switch (target) {
          case WorkloadTarget one -> one.describe();
          case PodTarget one -> owner(pod, one.describe());
          case ProcessTarget one -> owner(pod, podWords(one.namespace(), one.podName()));
          case ContainerTarget one -> owner(pod, podWords(one.namespace(), one.podName()));
          case NamespaceTarget one -> "";
          case NodeTarget one -> "";
          case SecretTarget one -> "";
        };
    String node =
        switch (target) {
          case ProcessTarget one -> one.node();
          case ContainerTarget one -> one.node();
          case NodeTarget one -> one.name();
          case PodTarget one -> pod.map(PodInfo::node).orElse("");
          case WorkloadTarget one -> "";
          case NamespaceTarget one -> "";
          case SecretTarget one -> "";
        };
    return new Place(workload, target.namespace(), node);
  }

  private static String podWords(String namespace, String name) {
    return name.isEmpty() ? "" : "pod " + namespace + "/" + name;
  }

  private static String owner(Optional<PodInfo> pod, String bare) {
    return pod.map(PodInfo::workload).map(WorkloadTarget::describe).orElse(bare);
  }
}
