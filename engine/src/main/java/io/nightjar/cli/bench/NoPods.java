package io.nightjar.cli.bench;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.util.List;
import java.util.Optional;

/** A cluster of which the gate knows nothing. */
final class NoPods implements PodLookup {
  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return Optional.empty();
  }

  @Override
  public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
    return Optional.empty();
  }

  @Override
  public List<PodInfo> ofWorkload(String workloadUid) {
    return List.of();
  }
}
