package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.Optional;

/** No container is privileged. */
final class UnprivilegedPlan {
  private static final String FIELD = "securityContext/privileged";

  private UnprivilegedPlan() {}

  static boolean isPrivileged(TemplateContainer container) {
    return container.json().at("/" + FIELD).asBoolean();
  }

  static Optional<String> harden(TemplateDraft draft) {
    for (TemplateContainer container : draft.containers()) {
      if (isPrivileged(container)) {
        draft.set(container, BooleanNode.FALSE, FIELD);
        draft.changed("container " + container.name() + " is no longer privileged");
        draft.warn(
            "container "
                + container.name()
                + " was privileged: what it does with devices, mounts and settings of the kernel"
                + " will fail");
      }
    }
    return Optional.empty();
  }
}
