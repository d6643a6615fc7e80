package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ResponseRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far an action reaches beyond its target: a disruptive one on a node or a namespace takes away
 * every pod in it.
 */
record Reach(Map<String, ActionDescriptor> actions, TargetLookup targets) {

  private static final int WORKLOADS_TOLD = 5;

  Reach {
    actions = Map.copyOf(actions);
  }

  /** Whether the users of the target may notice; an action that is not known counts as such. */
  boolean disrupts(ResponseRequest request) {
    ActionDescriptor action = actions.get(request.actionId());
    return action == null || action.disruptive();
  }

  /**
   * The pods that are taken away one by one; a workload counts as one and is no pod, and a process
   * takes none.
   */
  List<PodInfo> taken(ResponseRequest request) {
    return disrupts(request) ? targets.within(request.target()) : List.of();
  }

  /** Where it acts, with the number of pods that it counts for. */
  Place place(ResponseRequest request) {
    Place place = targets.place(request.target());
    return place.counting(Math.max(1, taken(request).size()));
  }

  /** What is left of each workload whose pods are taken, in words. */
  List<String> staysReady(ResponseRequest request) {
    List<PodInfo> taken = taken(request);
    Set<String> gone = taken.stream().map(pod -> pod.pod().key()).collect(Collectors.toSet());
    return taken.stream()
        .map(PodInfo::workload)
        .filter(Objects::nonNull)
        .distinct()
        .limit(WORKLOADS_TOLD)
        .map(workload -> staysReady(workload, gone))
        .toList();
  }

  private String staysReady(WorkloadTarget workload, Set<String> gone) {
    List<PodInfo> pods = targets.pods().ofWorkload(workload.uid());
    long stay = pods.stream().filter(pod -> pod.ready() && !gone.contains(pod.pod().key())).count();
    return stay + " of " + pods.size() + " pods of " + workload.describe() + " stay ready";
  }
}
