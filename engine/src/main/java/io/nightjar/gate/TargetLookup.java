package io.nightjar.gate;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of a target beyond its identity; answers from memory.
 *
 * @param pods the pods
 * @param workloadLabels labels of a workload object; empty where they are not known
 */
public record TargetLookup(
    PodLookup pods, Function<WorkloadTarget, Map<String, String>> workloadLabels) {

  /** Where only pods are watched. */
  public static TargetLookup of(PodLookup pods) {
    return new TargetLookup(pods, workload -> Map.of());
  }

  /** The pod that {@code target} is, or is in. */
  Optional<PodInfo> pod(Target target) {
    return switch (target) {
      case PodTarget pod -> pods.byUid(pod.uid());
      case ProcessTarget process ->
          process.podUid().isEmpty() ? Optional.empty() : pods.byUid(process.podUid());
      case WorkloadTarget workload -> Optional.empty();
    };
  }

  /** Labels of the workload that {@code target} is, or of the pod that it is or is in. */
  Map<String, String> labels(Target target) {
    return target instanceof WorkloadTarget workload
        ? workloadLabels.apply(workload)
        : pod(target).map(PodInfo::labels).orElse(Map.of());
  }

  /** Where {@code target} is, as far as it is known now. */
  Place place(Target target) {
    Optional<PodInfo> pod = pod(target);
    String workload =
        switch (target) {
          case WorkloadTarget one -> one.describe();
          case PodTarget one -> owner(pod, one.describe());
          case ProcessTarget process ->
              process.podName().isEmpty()
                  ? ""
                  : owner(pod, "pod " + process.namespace() + "/" + process.podName());
        };
    String node =
        target instanceof ProcessTarget process
            ? process.node()
            : pod.map(PodInfo::node).orElse("");
    return new Place(workload, target.namespace(), node);
  }

  private static String owner(Optional<PodInfo> pod, String bare) {
    return pod.map(PodInfo::workload).map(WorkloadTarget::describe).orElse(bare);
  }
}
