package io.nightjar.actions.cluster;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pod with what decisions need of it.
 *
 * @param workload the topmost owner (the Deployment, not its ReplicaSet), or null for a bare pod
 * @param phase whether it serves, as its conditions say
 * @param hostNetwork whether it shares the node's network, which no NetworkPolicy can cut
 */
public record PodInfo(
    PodTarget pod,
    String node,
    Map<String, String> labels,
    @Nullable WorkloadTarget workload,
    Phase phase,
    boolean hostNetwork,
    List<ContainerInfo> containers) {

  /** Whether a pod serves. */
  public enum Phase {
    READY,
    /** Starting, or failing its probes. */
    NOT_READY,
    /** Being deleted, or ended: it does not come back. */
    OVER
  }

  public PodInfo {
    labels = Map.copyOf(labels);
    containers = List.copyOf(containers);
  }

  public boolean ready() {
    return phase == Phase.READY;
  }
}
