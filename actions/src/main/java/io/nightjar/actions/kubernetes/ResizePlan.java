package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome.Failed.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The change of a running pod that lowers what its containers may take.
 *
 * <p>Source: Kubernetes documentation, resize CPU and memory resources assigned to containers: a
 * value can be changed but not removed, and the pod's quality-of-service class stays.
 */
final class ResizePlan {
  private static final Set<String> RESIZABLE = Set.of(ResourceLimit.CPU, "memory");

  private ResizePlan() {}

  /**
   * @param name of the container; empty for all
   */
  static EditPlan of(ObjectNode pod, List<ResourceLimit> limits, String name) {
    ObjectPatch patch = ObjectPatch.of(pod);
    List<String> changes = new ArrayList<>();
    boolean found = false;
    int index = 0;
    for (JsonNode container : pod.at("/spec/containers")) {
      String own = container.path("name").asText();
      if (name.isEmpty() || own.equals(name)) {
        found = true;
        for (ResourceLimit limit : limits) {
          JsonNode there = container.at("/resources/limits").path(limit.resource());
          if (!RESIZABLE.contains(limit.resource()) || there.isMissingNode()) {
            return new EditPlan.Impossible(Kind.UNSUPPORTED, whyNot(own, limit));
          }
          if (limit.isBelow(there)) {
            lower(patch, index, container, limit);
            changes.add(
                "container %s: %s limit %s → %s"
                    .formatted(
                        own, limit.resource(), DisplayText.of(there.asText()), limit.text()));
          }
        }
      }
      index++;
    }
    if (!found) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "it has no container " + DisplayText.of(name));
    }
    return changes.isEmpty()
        ? new EditPlan.Nothing("its limits are that low already")
        : new EditPlan.Edit(patch, resources(pod), changes, List.of());
  }

  private static String whyNot(String container, ResourceLimit limit) {
    return RESIZABLE.contains(limit.resource())
        ? "container "
            + container
            + " has no "
            + limit.resource()
            + " limit, and one that is added to a running pod cannot be taken away again"
        : limit.resource() + " of a running pod cannot be changed";
  }

  private static void lower(ObjectPatch patch, int index, JsonNode container, ResourceLimit limit) {
    String[] path = {
      "spec", "containers", String.valueOf(index), "resources", "limits", limit.resource()
    };
    TextNode wanted = TextNode.valueOf(limit.text());
    patch.set(wanted, path);
    JsonNode request = container.at("/resources/requests").path(limit.resource());
    if (!request.isMissingNode() && limit.isBelow(request)) {
      path[4] = "requests";
      patch.set(wanted, path);
    }
  }

  /** What its containers may take and ask for, by their names. */
  static ObjectNode resources(ObjectNode pod) {
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    for (JsonNode container : pod.at("/spec/containers")) {
      resources.set(container.path("name").asText(), container.path("resources").deepCopy());
    }
    return resources;
  }

  static void restore(ObjectPatch patch, JsonNode before) {
    int index = 0;
    for (JsonNode container : patch.result().at("/spec/containers")) {
      JsonNode was = before.path(container.path("name").asText());
      if (was.isObject()) {
        patch.set(was, "spec", "containers", String.valueOf(index), "resources");
      }
      index++;
    }
  }
}
