package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import java.util.function.UnaryOperator;

/** The scale subresource: a workload seen as nothing but its number of replicas. */
public final class Scaling {
  private final Registry registry;

  public Scaling(Registry registry) {
    this.registry = registry;
  }

  public ObjectNode get(ObjectKey key) {
    return scaleOf(registry.get(key));
  }

  /** Changes the scale; a resource version in it is a precondition on the workload. */
  public ObjectNode update(ObjectKey key, UnaryOperator<ObjectNode> change, boolean dryRun) {
    UnaryOperator<ObjectNode> onWorkload =
        workload -> {
          ObjectNode wanted = change.apply(scaleOf(workload));
          JsonNode replicas = Json.at(wanted, "spec.replicas");
          if (!replicas.isMissingNode() && !replicas.isIntegralNumber()) {
            throw ApiError.badRequest("spec.replicas is not a whole number");
          }
          Json.under(workload, "spec").put("replicas", replicas.asInt(0));
          String version = Meta.resourceVersion(wanted);
          if (!version.isEmpty()) {
            Meta.of(workload).put("resourceVersion", version);
          }
          String uid = Meta.uid(wanted);
          if (!uid.isEmpty()) {
            Meta.of(workload).put("uid", uid);
          }
          return workload;
        };
    return scaleOf(registry.update(key, Registry.Part.OBJECT, onWorkload, dryRun));
  }

  private static ObjectNode scaleOf(ObjectNode workload) {
    ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      metadata.put(field, Json.text(workload, "metadata." + field));
    }
    scale.putObject("spec").put("replicas", Json.at(workload, "spec.replicas").asInt(1));
    scale
        .putObject("status")
        .put("replicas", Json.at(workload, "status.replicas").asInt(0))
        .put("selector", LabelSelector.of(Json.at(workload, "spec.selector")).text());
    return scale;
  }
}
