package io.nightjar.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When a person must agree first, who, and for how long the question stands. */
public record ApprovalsConfig(
    @Setting(
            "Actions that always ask, whatever the playbook says, such as"
                + " `kubernetes:scale-to-zero`.")
        List<String> alwaysFor,
    @Setting("An unanswered question expires after this; nothing is done then.") Duration within,
    @Setting("Groups that may answer where the playbook names none; empty means anybody.")
        List<String> groups,
    @Setting("Members by group, as `on-call: [kim, lee]`; a group that is not here has none.")
        Map<String, List<String>> approvers,
    @Setting("Unanswered for this long, `escalateTo` is told once; absent means never.")
        @Nullable Duration escalateAfter,
    @Setting("Whom to tell then.") List<String> escalateTo) {

  public ApprovalsConfig {
    alwaysFor = List.copyOf(alwaysFor);
    groups = List.copyOf(groups);
    approvers = Map.copyOf(approvers);
    escalateTo = List.copyOf(escalateTo);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(within.isPositive(), "within", "must be longer than nothing")
            .that(
                escalateAfter == null || escalateAfter.compareTo(within) < 0,
                "escalateAfter",
                "must be shorter than \"within\" (" + Durations.format(within) + ")")
            .that(
                escalateAfter == null || escalateAfter.isPositive(),
                "escalateAfter",
                "must be longer than nothing");
    for (String group : groups) {
      check.that(
          approvers.isEmpty() || approvers.containsKey(group),
          "groups",
          "\"" + group + "\" has no members under \"approvers\"");
    }
    for (String action : alwaysFor) {
      check.that(
          action.matches("[a-z]+:[a-z][-a-z]*"),
          "alwaysFor",
          "\"" + action + "\" is not an action: `nightjar actions list` shows them");
    }
    check.done();
  }

  static ApprovalsConfig defaults() {
    return new ApprovalsConfig(
        List.of(),
        Duration.ofMinutes(30),
        List.of(),
        Map.of(),
        Duration.ofMinutes(10),
        List.of("on-call"));
  }
}
