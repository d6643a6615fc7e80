package io.nightjar.actions.cluster;

import java.util.List;
import java.util.Optional;

/**
 * Finds the pod behind a container, and the pods of a workload; answers from memory and never
 * blocks.
 */
public interface PodLookup {

  Optional<PodInfo> byUid(String podUid);

  /** A full container id or a prefix of at least twelve hex digits. */
  Optional<PodInfo> byContainerId(String containerIdOrPrefix);

  /** The pods of the workload with that UID, as the topmost owner; those that are over left out. */
  List<PodInfo> ofWorkload(String workloadUid);
}
