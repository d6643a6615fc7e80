package io.nightjar.config;

import io.nightjar.respond.ApprovalAsk.Unanswered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which responses people must agree to, and how many people. */
public record ApprovalPolicyConfig(
    @Setting("Its name, shown to whoever is asked.") String name,
    @Setting(value = "Actions; empty means any.", absent = "[]") List<String> actions,
    @Setting(value = "Namespaces; empty means any.", absent = "[]") List<String> namespaces,
    @Setting(value = "Names of playbooks' folders; empty means any.", absent = "[]")
        List<String> playbooks,
    @Setting(
            value = "Labels of the pod or workload, all of them, such as `tier: prod`.",
            absent = "{}")
        Map<String, String> labels,
    @Setting("Only while this calendar is on.") @Nullable String calendar,
    @Setting("Only actions that can be undone (`true`) or cannot (`false`).")
        @Nullable Boolean reversible,
    @Setting(value = "How many different people have to agree: 1 or 2.", absent = "1") int persons,
    @Setting(
            value =
                "Groups that may answer; empty leaves it to the playbook or `approvals.groups`.",
            absent = "[]")
        List<String> groups,
    @Setting(
            "An unanswered question ends after this; absent leaves it to the playbook or"
                + " `approvals.within`.")
        @Nullable Duration within,
    @Setting(
            value =
                "What an unanswered question comes to: `nothing`, or `act-if-reversible`. A"
                    + " playbook that asks by itself always means nothing.",
            absent = "nothing")
        Unanswered unanswered) {

  public ApprovalPolicyConfig {
    actions = List.copyOf(actions);
    namespaces = List.copyOf(namespaces);
    playbooks = List.copyOf(playbooks);
    labels = Map.copyOf(labels);
    groups = List.copyOf(groups);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(!name.isBlank(), "name", "is empty")
            .that(persons == 1 || persons == 2, "persons", "must be 1 or 2")
            .that(within == null || within.isPositive(), "within", "must be longer than nothing");
    for (String action : actions) {
      check.that(
          action.matches("[a-z]+:[a-z][-a-z]*"),
          "actions",
          "\"" + action + "\" is not an action: `nightjar actions list` shows them");
    }
    check.done();
  }
}
