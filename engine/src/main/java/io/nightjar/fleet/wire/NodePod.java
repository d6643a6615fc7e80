package io.nightjar.fleet.wire;

import io.nightjar.actions.cluster.PodInfo;
import java.util.Map;

/**
 * A pod of the caller's node, as the cluster describes it.
 *
 * @param namespaceLabels of its namespace
 */
public record NodePod(PodInfo pod, Map<String, String> namespaceLabels) {
  public NodePod {
    namespaceLabels = Map.copyOf(namespaceLabels);
  }
}
