package io.nightjar.cli.doctor;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.policy.PlaybookNeeds;
import java.util.List;
import java.util.Set;

/**
 * What Nightjar asks of the API server.
 *
 * @param always to know what is there, whatever is done
 * @param needs what the playbooks in force may ask for
 * @param actions all that Nightjar can do
 */
record WantedAccess(List<Permission> always, PlaybookNeeds needs, List<ActionDescriptor> actions) {

  WantedAccess {
    always = List.copyOf(always);
    actions = List.copyOf(actions);
  }

  /** The playbooks that may ask for it; empty where only a person would. */
  Set<String> askers(ActionDescriptor action) {
    Set<String> askers = needs.askedBy().get(action.id());
    return askers == null ? Set.of() : askers;
  }
}
