package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.Registry;
import java.util.List;

/** Questions about pods, and making one from a template. */
final class PodStates {
  private PodStates() {}

  /** Neither finished nor going away. */
  static boolean isActive(JsonNode pod) {
    return !Meta.isTerminating(pod) && !isFinished(pod);
  }

  static boolean isFinished(JsonNode pod) {
    String phase = Json.text(pod, "status.phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  static boolean isReady(JsonNode pod) {
    return Json.objects(Json.at(pod, "status.conditions")).stream()
        .anyMatch(
            condition ->
                condition.path("type").asText().equals("Ready")
                    && condition.path("status").asText().equals("True"));
  }

  static int countReady(List<ObjectNode> pods) {
    return (int) pods.stream().filter(PodStates::isReady).count();
  }

  /** A pod as its owner's template wants it, without a name. */
  static ObjectNode fromTemplate(ResourceType ownerType, ObjectNode owner) {
    JsonNode template = Json.at(owner, "spec.template");
    ObjectNode pod = Json.object();
    ObjectNode metadata = Meta.of(pod);
    metadata.put("generateName", Meta.name(owner) + "-");
    for (String field : new String[] {"labels", "annotations"}) {
      if (template.path("metadata").has(field)) {
        metadata.set(field, template.path("metadata").path(field).deepCopy());
      }
    }
    metadata.putArray("ownerReferences").add(Meta.controllerReference(ownerType, owner));
    pod.set("spec", template.path("spec").deepCopy());
    return pod;
  }

  static void create(Registry registry, ObjectNode owner, ObjectNode pod) {
    registry.create(StandardTypes.PODS, Meta.namespace(owner), pod, false);
  }
}
