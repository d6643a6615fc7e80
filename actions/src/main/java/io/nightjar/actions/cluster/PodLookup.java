package io.nightjar.actions.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Finds the pod behind a container, the pods of a workload, and all of them; answers from memory
 * and never blocks.
 */
public interface PodLookup {

  Optional<PodInfo> byUid(String podUid);

  /** A full container id or a prefix of at least twelve hex digits. */
  Optional<PodInfo> byContainerId(String containerIdOrPrefix);

  /** The pod that has this name now; empty where there is none, or names are not looked up. */
  default Optional<PodInfo> byName(String namespace, String name) {
    return Optional.empty();
  }

  /** The pods of the workload with that UID, as the topmost owner; those that are over left out. */
  List<PodInfo> ofWorkload(String workloadUid);

  /** Every pod that is not over; none where only single pods are known. */
  default List<PodInfo> all() {
    return List.of();
  }

  /** Every pod of a node that is not over. */
  default List<PodInfo> ofNode(String node) {
    return all().stream().filter(pod -> pod.node().equals(node)).toList();
  }
}
