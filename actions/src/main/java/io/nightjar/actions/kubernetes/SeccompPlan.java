package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runtime's own seccomp profile, unless there is one of the node's. */
final class SeccompPlan {
  private static final String FIELD = "securityContext/seccompProfile";

  private SeccompPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    boolean podIsConfined = isConfined(draft.pod().at("/" + FIELD));
    List<TemplateContainer> loose = new ArrayList<>();
    boolean inherits = false;
    for (TemplateContainer container : draft.containers()) {
      JsonNode own = container.json().at("/" + FIELD);
      inherits = inherits || own.isMissingNode();
      if (!own.isMissingNode() && !isConfined(own)) {
        loose.add(container);
      }
    }
    boolean podIsLoose = inherits && !podIsConfined;
    if (!podIsLoose && loose.isEmpty()) {
      return Optional.empty();
    }
    if (podIsLoose) {
      draft.setPod(runtimeDefault(), FIELD);
    }
    loose.forEach(container -> draft.set(container, runtimeDefault(), FIELD));
    draft.changed("seccomp profile RuntimeDefault");
    draft.warn("rare system calls (of debuggers, profilers, nested containers) fail now");
    draft.containers().stream()
        .filter(UnprivilegedPlan::isPrivileged)
        .forEach(
            one ->
                draft.warn(
                    "container "
                        + one.name()
                        + " is privileged: no seccomp profile applies to it"));
    return Optional.empty();
  }

  private static boolean isConfined(JsonNode profile) {
    String type = profile.path("type").asText();
    return type.equals("RuntimeDefault") || type.equals("Localhost");
  }

  private static ObjectNode runtimeDefault() {
    return JsonNodeFactory.instance.objectNode().put("type", "RuntimeDefault");
  }
}
