package io.nightjar;

import io.nightjar.cli.RunOptions;
import io.nightjar.config.ApprovalsConfig;
import io.nightjar.config.Configuration;
import io.nightjar.config.RateLimitConfig;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.GateSettings.Asking;
import io.nightjar.gate.GateSettings.Protection;
import io.nightjar.gate.GateSettings.Rate;
import io.nightjar.gate.GateSettings.Rates;
import io.nightjar.gate.GateSettings.Self;
import io.nightjar.respond.ApprovalAsk;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The configuration in the gate's own words. */
final class GateSettingsFromConfig {

  private static final Duration REPEAT_AFTER = Duration.ofMinutes(10);

  private GateSettingsFromConfig() {}

  static GateSettings of(Configuration configuration, Self self) {
    RateLimitConfig limit = configuration.rateLimit();
    return new GateSettings(
        configuration.mode(),
        configuration.namespaceModes(),
        new Protection(
            Set.copyOf(configuration.protection().namespaces()),
            Set.copyOf(configuration.protection().workloads()),
            configuration.protection().hostProcesses(),
            self),
        new Rates(new Rate(limit.perAction(), limit.per()), new Rate(limit.cluster(), limit.per())),
        asking(configuration.approvals()),
        REPEAT_AFTER);
  }

  private static Asking asking(ApprovalsConfig approvals) {
    return new Asking(
        Set.copyOf(approvals.alwaysFor()),
        new ApprovalAsk(
            approvals.groups(),
            approvals.within(),
            approvals.escalateAfter(),
            approvals.escalateTo()),
        approvals.approvers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue()))));
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
