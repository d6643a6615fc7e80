package io.nightjar.config;

import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Something that is left alone until a time, whatever a playbook asks. */
public record ExceptionConfig(
    @Setting("Where it was agreed, such as `CHG-1042`; shown wherever it counts.") String ticket,
    @Setting("Why, for those who read it at night.") String reason,
    @Setting("Its end, as `2026-12-24T18:00:00Z`.") Instant until,
    @Setting("Name of a playbook's folder; absent means any.") @Nullable String playbook,
    @Setting("An action such as `process:kill`; absent means any.") @Nullable String action,
    @Setting("A namespace; absent means any.") @Nullable String namespace,
    @Setting("Name of a workload in `namespace`; absent means any.") @Nullable String workload) {

  public ExceptionConfig {
    InvalidSettings.check()
        .that(!ticket.isBlank(), "ticket", "is empty")
        .that(!reason.isBlank(), "reason", "is empty")
        .that(
            Stream.of(playbook, action, namespace, workload).anyMatch(given -> given != null),
            "",
            "would cover everything: name a playbook, an action, a namespace or a workload; to stop"
                + " all acting use killSwitch")
        .that(
            workload == null || namespace != null, "workload", "needs the namespace that it is in")
        .done();
  }
}
