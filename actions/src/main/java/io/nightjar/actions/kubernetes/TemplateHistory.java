package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The earlier pod templates of a workload: a Deployment's in its ReplicaSets, a StatefulSet's and a
 * DaemonSet's in their ControllerRevisions.
 */
final class TemplateHistory {
  static final List<Permission> PERMISSIONS =
      List.of(
          new Permission("apps", "replicasets", List.of("list")),
          new Permission("apps", "controllerrevisions", List.of("list")));

  private static final String HASH = "pod-template-hash";

  private final ClusterObjects cluster;

  TemplateHistory(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  /**
   * One template as its workload had it.
   *
   * @param number the revision
   * @param name of the object that keeps it
   */
  record Kept(long number, String name, JsonNode template) {}

  /** In no order; one request to the API server. */
  List<Kept> of(ObjectNode workload) {
    String namespace = workload.path("metadata").path("namespace").asText();
    String uid = workload.path("metadata").path("uid").asText();
    boolean deployment = workload.path("kind").asText().equals("Deployment");
    List<ObjectNode> all =
        (deployment
                ? cluster.list(ReplicaSet.class, namespace)
                : cluster.list(ControllerRevision.class, namespace))
            .stream().map(cluster::json).filter(one -> isOwned(one, uid)).toList();
    List<Kept> kept = new ArrayList<>();
    for (ObjectNode one : all) {
      (deployment ? ofReplicaSet(one) : Optional.of(ofControllerRevision(one)))
          .ifPresent(kept::add);
    }
    return kept;
  }

  static boolean isOwned(JsonNode object, String uid) {
    for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
      if (owner.path("uid").asText().equals(uid)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Kept> ofReplicaSet(ObjectNode replicaSet) {
    JsonNode template = replicaSet.at("/spec/template").deepCopy();
    if (template.at("/metadata/labels") instanceof ObjectNode labels) {
      labels.remove(HASH);
    }
    return Revision.of(replicaSet)
        .map(revision -> new Kept(revision.number(), name(replicaSet), template));
  }

  /** What it keeps is as some server wrote it, with nulls that the object read by type has not. */
  static Kept ofControllerRevision(ObjectNode revision) {
    JsonNode template = revision.at("/data/spec/template").deepCopy();
    if (template instanceof ObjectNode object) {
      object.remove("$patch");
      removeNulls(object);
    }
    return new Kept(revision.path("revision").asLong(), name(revision), template);
  }

  private static void removeNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    node.forEach(TemplateHistory::removeNulls);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
