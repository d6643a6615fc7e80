package io.nightjar.gate;

import io.nightjar.respond.Stage;
import io.nightjar.rules.match.Glob;
import org.jspecify.annotations.Nullable;

/**
 * The configuration puts playbooks at a stage; what is null matches anything.
 *
 * @param playbook shell pattern of the folder's name
 * @param namespace shell pattern of the target's namespace; one that is given never matches a host
 *     or a node
 */
public record StageRule(@Nullable String playbook, @Nullable String namespace, Stage stage) {

  boolean covers(String name, String targetNamespace) {
    return names(name)
        && (namespace == null
            || (!targetNamespace.isEmpty() && Glob.of(namespace, false).matches(targetNamespace)));
  }

  boolean names(String name) {
    return playbook == null || Glob.of(playbook, false).matches(name);
  }

  String describe() {
    return "playbooks.stages says "
        + stage.word()
        + " for "
        + (playbook == null ? "every playbook" : playbook)
        + (namespace == null ? "" : " in namespace " + namespace);
  }
}
