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
    @Setting("Who is told when nobody has answered, step by step.")
        List<EscalationConfig> escalation,
    @Setting("The last step is told again each time after this; absent means never.")
        @Nullable Duration escalateAgainEvery,
    @Setting(
            "Where more than one person has to agree, or by day but not by night; the first that"
                + " matches counts.")
        List<ApprovalPolicyConfig> policies) {

  public ApprovalsConfig {
    alwaysFor = List.copyOf(alwaysFor);
    groups = List.copyOf(groups);
    approvers = Map.copyOf(approvers);
    escalation = List.copyOf(escalation);
    policies = List.copyOf(policies);
    InvalidSettings.Check check =
        InvalidSettings.check()
            .that(within.isPositive(), "within", "must be longer than nothing")
            .that(
                escalateAgainEvery == null
                    || escalateAgainEvery.compareTo(Duration.ofMinutes(1)) >= 0,
                "escalateAgainEvery",
                "must be at least 1m");
    Duration last = Duration.ZERO;
    for (EscalationConfig step : escalation) {
      check.that(
          step.after().compareTo(within) < 0,
          "escalation",
          "\"after\" must be shorter than \"within\" (" + Durations.format(within) + ")");
      check.that(
          step.after().compareTo(last) > 0,
          "escalation",
          "each \"after\" must be later than the last");
      last = step.after();
    }
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
        List.of(new EscalationConfig(Duration.ofMinutes(10), List.of("on-call"))),
        null,
        List.of());
  }
}
