package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.DisplayText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All capabilities dropped; of those added, only the one that the restricted Pod Security Standard
 * allows stays.
 */
final class CapabilitiesPlan {
  private static final String FIELD = "securityContext/capabilities";
  private static final String ALLOWED = "NET_BIND_SERVICE";

  private CapabilitiesPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    for (TemplateContainer container : draft.containers()) {
      Set<String> added = names(container, "add");
      if (names(container, "drop").contains("ALL") && Set.of(ALLOWED).containsAll(added)) {
        continue;
      }
      ObjectNode wanted = JsonNodeFactory.instance.objectNode();
      if (added.contains(ALLOWED)) {
        wanted.putArray("add").add(ALLOWED);
      }
      wanted.putArray("drop").add("ALL");
      draft.set(container, wanted, FIELD);
      draft.changed("container " + container.name() + " drops all capabilities" + lost(added));
      draft.warn(
          UnprivilegedPlan.isPrivileged(container)
              ? "container " + container.name() + " is privileged: it has every capability still"
              : "container "
                  + container.name()
                  + " can no longer change owners or users, and opens no port below 1024 as root"
                  + " unless the node allows it");
    }
    return Optional.empty();
  }

  private static String lost(Set<String> added) {
    List<String> lost = added.stream().filter(one -> !one.equals(ALLOWED)).toList();
    return lost.isEmpty() ? "" : ", among them " + DisplayText.of(String.join(", ", lost));
  }

  /** Without the prefix that some write. */
  private static Set<String> names(TemplateContainer container, String list) {
    Set<String> names = new TreeSet<>();
    for (JsonNode name : container.json().at("/" + FIELD).path(list)) {
      names.add(name.asText().replaceFirst("^CAP_", ""));
    }
    return names;
  }
}
