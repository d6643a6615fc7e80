package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.nightjar.actions.DisplayText;
import java.util.Map;
import java.util.Optional;

/**
 * What a node says of the resize of one of its pods.
 *
 * <p>Source: Kubernetes documentation, pod resize status: the containers' status has the resources
 * in force, the condition {@code PodResizePending} why they are not.
 */
final class ResizeStatus {
  private ResizeStatus() {}

  /** Whether every container runs with the limits of its spec. */
  static boolean isInForce(JsonNode pod) {
    for (JsonNode container : pod.at("/spec/containers")) {
      JsonNode limits = inForce(pod, container.path("name").asText());
      for (Map.Entry<String, JsonNode> wanted : container.at("/resources/limits").properties()) {
        JsonNode there = limits.path(wanted.getKey());
        if (there.isMissingNode() || !isSame(there, wanted.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  private static JsonNode inForce(JsonNode pod, String container) {
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      if (status.path("name").asText().equals(container)) {
        return status.at("/resources/limits");
      }
    }
    return pod.at("/status/none");
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return new Quantity(one.asText())
            .getNumericalAmount()
            .compareTo(new Quantity(other.asText()).getNumericalAmount())
        == 0;
  }

  /** The node's words where it cannot do it, or not now. */
  static Optional<String> whyNot(JsonNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("PodResizePending")
          && condition.path("status").asText().equals("True")) {
        return Optional.of(
            DisplayText.of(
                condition.path("reason").asText() + " " + condition.path("message").asText()));
      }
    }
    return Optional.empty();
  }
}
