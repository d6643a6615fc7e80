package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.Optional;

/** No process gains more rights than its parent has. */
final class EscalationPlan {
  private static final String FIELD = "securityContext/allowPrivilegeEscalation";

  private EscalationPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    List<TemplateContainer> open =
        draft.containers().stream()
            .filter(one -> one.json().at("/" + FIELD).asBoolean(true))
            .toList();
    for (TemplateContainer container : open) {
      if (UnprivilegedPlan.isPrivileged(container) || addsSysAdmin(container)) {
        return Optional.of(
            "container "
                + container.name()
                + " is privileged or adds CAP_SYS_ADMIN, which goes before it; take "
                + (UnprivilegedPlan.isPrivileged(container)
                    ? HardeningControl.PRIVILEGED.id()
                    : HardeningControl.CAPABILITIES.id())
                + " too");
      }
    }
    for (TemplateContainer container : open) {
      draft.set(container, BooleanNode.FALSE, FIELD);
      draft.changed("container " + container.name() + " cannot gain privileges");
    }
    if (!open.isEmpty()) {
      draft.warn("programs that become root by themselves (sudo, su, some pings) fail now");
    }
    return Optional.empty();
  }

  /** In the one spelling that the API server refuses together with it. */
  private static boolean addsSysAdmin(TemplateContainer container) {
    for (JsonNode name : container.json().at("/securityContext/capabilities/add")) {
      if (name.asText().equals("CAP_SYS_ADMIN")) {
        return true;
      }
    }
    return false;
  }
}
