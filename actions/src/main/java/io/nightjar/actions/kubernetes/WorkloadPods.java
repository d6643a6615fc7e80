package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The pods of a workload that run, found by the UIDs of their owners and not by labels. */
final class WorkloadPods {
  private WorkloadPods() {}

  /**
   * @param workload Deployment, StatefulSet or DaemonSet
   */
  static List<ObjectNode> of(ClusterObjects cluster, ObjectNode workload) {
    String namespace = workload.at("/metadata/namespace").asText();
    Set<String> owners = new HashSet<>();
    owners.add(workload.at("/metadata/uid").asText());
    if (workload.path("kind").asText().equals("Deployment")) {
      for (ReplicaSet one : cluster.list(ReplicaSet.class, namespace)) {
        if (isControlledBy(cluster.json(one), owners)) {
          owners.add(one.getMetadata().getUid());
        }
      }
    }
    return cluster.list(Pod.class, namespace).stream()
        .map(cluster::json)
        .filter(pod -> isControlledBy(pod, owners))
        .filter(pod -> pod.at("/status/phase").asText().equals("Running"))
        .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
        .toList();
  }

  private static boolean isControlledBy(JsonNode object, Set<String> uids) {
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean() && uids.contains(owner.path("uid").asText())) {
        return true;
      }
    }
    return false;
  }
}
