package io.nightjar;

import io.nightjar.cli.RunOptions;
import io.nightjar.config.ApprovalPolicyConfig;
import io.nightjar.config.ApprovalsConfig;
import io.nightjar.config.BudgetsConfig;
import io.nightjar.config.Configuration;
import io.nightjar.config.ExceptionConfig;
import io.nightjar.config.RateLimitConfig;
import io.nightjar.gate.ApprovalPolicy;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.Exemption;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.GateSettings.Asking;
import io.nightjar.gate.GateSettings.Protection;
import io.nightjar.gate.GateSettings.Rate;
import io.nightjar.gate.GateSettings.Rates;
import io.nightjar.gate.GateSettings.Self;
import io.nightjar.gate.GateSettings.Times;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration in the gate's own words. */
public final class GateSettingsFromConfig {

  private static final Duration REPEAT_AFTER = Duration.ofMinutes(10);

  private GateSettingsFromConfig() {}

  /**
   * @param self where this Nightjar runs
   * @param practice whether nothing real is touched, as in a rehearsal or the practice cluster
   */
  public static GateSettings of(
      Configuration configuration, Self self, Times calendars, boolean practice) {
    RateLimitConfig limit = configuration.rateLimit();
    return new GateSettings(
        configuration.modeOn(practice),
        configuration.namespaceModes(),
        new Protection(
            Set.copyOf(configuration.protection().namespaces()),
            Set.copyOf(configuration.protection().workloads()),
            configuration.protection().labels(),
            Set.copyOf(configuration.protection().nodes()),
            configuration.protection().hostProcesses(),
            self),
        new Rates(new Rate(limit.perAction(), limit.per()), new Rate(limit.cluster(), limit.per())),
        budgets(configuration.budgets()),
        configuration.exceptions().stream().map(GateSettingsFromConfig::exemption).toList(),
        asking(configuration.approvals(), calendars),
        REPEAT_AFTER,
        configuration.coolDown(),
        configuration.playbookSettings().gateStages());
  }

  private static Budgets budgets(BudgetsConfig config) {
    return new Budgets(
        config.per(),
        config.playbookRule(),
        config.workload(),
        config.namespace(),
        config.node(),
        config.cluster(),
        config.namespaces(),
        config.keepReady());
  }

  private static Exemption exemption(ExceptionConfig config) {
    return new Exemption(
        config.ticket(),
        config.reason(),
        config.until(),
        config.playbook(),
        config.action(),
        config.namespace(),
        config.workload());
  }

  private static Asking asking(ApprovalsConfig approvals, Times calendars) {
    return new Asking(
        Set.copyOf(approvals.alwaysFor()),
        new ApprovalAsk(
            approvals.groups(),
            1,
            approvals.within(),
            ApprovalAsk.Unanswered.NOTHING,
            approvals.escalation().stream()
                .map(step -> new ApprovalAsk.Step(step.after(), step.to()))
                .toList(),
            approvals.escalateAgainEvery()),
        approvals.approvers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue()))),
        approvals.policies().stream().map(GateSettingsFromConfig::policy).toList(),
        calendars);
  }

  private static ApprovalPolicy policy(ApprovalPolicyConfig config) {
    return new ApprovalPolicy(
        config.name(),
        Set.copyOf(config.actions()),
        Set.copyOf(config.namespaces()),
        Set.copyOf(config.playbooks()),
        config.labels(),
        config.calendar(),
        config.reversible(),
        config.persons(),
        config.groups(),
        config.within(),
        config.unanswered());
  }

  /** In a pod the Downward API says it: POD_NAMESPACE, POD_UID, WORKLOAD_NAME. */
  static Self self(RunOptions options) {
    Map<String, String> environment = options.around().environment();
    return new Self(
        environment.getOrDefault("POD_NAMESPACE", ""),
        environment.getOrDefault("POD_UID", ""),
        environment.getOrDefault("WORKLOAD_NAME", ""),
        options.configuration().node(),
        ProcessHandle.current().pid());
  }
}
