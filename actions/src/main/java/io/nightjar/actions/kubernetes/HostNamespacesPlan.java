package io.nightjar.actions.kubernetes;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The pod shares no process, IPC or network namespace with its node. */
final class HostNamespacesPlan {
  private static final Map<String, String> LOSES =
      Map.of(
          "hostPID", "it no longer sees the node's processes",
          "hostIPC", "it no longer shares memory with the node's processes",
          "hostNetwork",
              "it gets an address of its own: whoever reached it at the node's address no longer"
                  + " does, and the node's own ports and interfaces are out of its sight");

  private HostNamespacesPlan() {}

  static Optional<String> harden(TemplateDraft draft) {
    new TreeMap<>(LOSES)
        .forEach(
            (field, loses) -> {
              if (draft.pod().path(field).asBoolean()) {
                // the API server does not keep a false
                draft.removePod(field);
                draft.changed(field + " taken away");
                draft.warn(loses);
              }
            });
    return Optional.empty();
  }
}
