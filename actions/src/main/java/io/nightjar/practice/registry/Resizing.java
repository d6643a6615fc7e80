package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError.Cause;
import io.nightjar.practice.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the resize subresource of a pod takes.
 *
 * <p>Source: Kubernetes documentation, resize CPU and memory resources assigned to containers.
 */
final class Resizing {
  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private Resizing() {}

  /** The pod as it is, with the containers' resources of the wanted one. */
  static ObjectNode apply(ObjectNode current, ObjectNode wanted) {
    ObjectNode next = current.deepCopy();
    for (ObjectNode container : Json.objects(Json.at(next, "spec.containers"))) {
      for (ObjectNode other : Json.objects(Json.at(wanted, "spec.containers"))) {
        if (other.path("name").equals(container.path("name"))) {
          container.set("resources", other.path("resources").deepCopy());
        }
      }
    }
    return next;
  }

  static List<Cause> check(ObjectNode before, ObjectNode pod) {
    List<Cause> causes = new ArrayList<>();
    List<ObjectNode> was = Json.objects(Json.at(before, "spec.containers"));
    List<ObjectNode> is = Json.objects(Json.at(pod, "spec.containers"));
    for (int index = 0; index < was.size(); index++) {
      for (String kind : List.of("limits", "requests")) {
        JsonNode there = was.get(index).path("resources").path(kind);
        JsonNode wanted = is.get(index).path("resources").path(kind);
        for (Map.Entry<String, JsonNode> one : there.properties()) {
          if (!wanted.has(one.getKey())) {
            causes.add(forbidden("resource " + kind + " cannot be removed"));
          } else if (!RESOURCES.contains(one.getKey())
              && !wanted.path(one.getKey()).equals(one.getValue())) {
            causes.add(forbidden("only cpu and memory resources are mutable"));
          }
        }
      }
    }
    if (!quality(was).equals(quality(is))) {
      causes.add(forbidden("Pod QOS Class may not change as a result of resizing"));
    }
    return causes;
  }

  private static Cause forbidden(String why) {
    return new Cause("FieldValueForbidden", "spec", "Forbidden: " + why);
  }

  private static String quality(List<ObjectNode> containers) {
    boolean guaranteed = true;
    boolean any = false;
    for (ObjectNode container : containers) {
      JsonNode resources = container.path("resources");
      for (String resource : RESOURCES) {
        JsonNode limit = resources.path("limits").path(resource);
        JsonNode request = resources.path("requests").path(resource);
        any |= !limit.isMissingNode() || !request.isMissingNode();
        guaranteed &= !limit.isMissingNode() && (request.isMissingNode() || request.equals(limit));
      }
    }
    return guaranteed ? "Guaranteed" : any ? "Burstable" : "BestEffort";
  }
}
