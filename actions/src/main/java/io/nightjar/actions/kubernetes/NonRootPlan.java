package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The node refuses to start a container as root; a container's own word goes before the pod's. */
final class NonRootPlan {
  private static final String FIELD = "securityContext/runAsNonRoot";
  private static final String USER = "/securityContext/runAsUser";

  private NonRootPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    JsonNode ofPod = draft.pod().at("/" + FIELD);
    List<TemplateContainer> open =
        draft.containers().stream()
            .filter(one -> !own(one.json().at("/" + FIELD), ofPod).asBoolean())
            .toList();
    if (open.isEmpty()) {
      return Optional.empty();
    }
    List<String> root = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (TemplateContainer container : draft.containers()) {
      JsonNode user = own(container.json().at(USER), draft.pod().at(USER));
      if (user.isMissingNode()) {
        unknown.add(container.name());
      } else if (user.asLong() == 0) {
        root.add(container.name());
      }
    }
    if (!root.isEmpty()) {
      return Optional.of(
          "the template says that "
              + String.join(", ", root)
              + " runs as user 0, so it could not start");
    }
    draft.setPod(BooleanNode.TRUE, FIELD);
    for (TemplateContainer container : open) {
      if (container.json().at("/" + FIELD).isBoolean()) {
        draft.set(container, BooleanNode.TRUE, FIELD);
      }
    }
    draft.changed("containers must not run as root");
    if (!unknown.isEmpty()) {
      draft.warn(
          "no user is set for "
              + String.join(", ", unknown)
              + ": if the image runs as root, new pods do not start (CreateContainerConfigError)");
    }
    return Optional.empty();
  }

  private static JsonNode own(JsonNode container, JsonNode pod) {
    return container.isMissingNode() ? pod : container;
  }
}
