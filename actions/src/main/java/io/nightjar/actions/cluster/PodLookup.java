package io.nightjar.actions.cluster;

import java.util.Optional;

/** Finds the pod behind a container; answers from memory and never blocks. */
public interface PodLookup {

  Optional<PodInfo> byUid(String podUid);

  /** A full container id or a prefix of at least twelve hex digits. */
  Optional<PodInfo> byContainerId(String containerIdOrPrefix);
}
