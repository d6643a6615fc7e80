package io.nightjar.actions.kubernetes;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What {@code kubernetes:harden-workload} can do to a pod template, named after the controls of the
 * Pod Security Standards.
 *
 * @param podFields what it writes in the pod's spec
 * @param containerFields what it writes in each container
 * @param plan changes the draft, or changes nothing and says why it cannot
 */
record HardeningControl(
    String id,
    List<String> podFields,
    List<String> containerFields,
    Function<TemplateDraft, Optional<String>> plan) {

  static final HardeningControl PRIVILEGED =
      new HardeningControl(
          "privileged", List.of(), List.of("securityContext/privileged"), UnprivilegedPlan::harden);

  static final HardeningControl CAPABILITIES =
      new HardeningControl(
          "capabilities",
          List.of(),
          List.of("securityContext/capabilities"),
          CapabilitiesPlan::harden);

  /** In the order in which they are applied, as some allow others. */
  static final List<HardeningControl> ALL =
      List.of(
          PRIVILEGED,
          CAPABILITIES,
          new HardeningControl(
              "host-namespaces",
              List.of("hostPID", "hostIPC", "hostNetwork"),
              List.of(),
              HostNamespacesPlan::harden),
          new HardeningControl(
              "run-as-non-root",
              List.of("securityContext/runAsNonRoot"),
              List.of("securityContext/runAsNonRoot"),
              NonRootPlan::harden),
          new HardeningControl(
              "seccomp",
              List.of("securityContext/seccompProfile"),
              List.of("securityContext/seccompProfile"),
              SeccompPlan::harden),
          new HardeningControl(
              "privilege-escalation",
              List.of(),
              List.of("securityContext/allowPrivilegeEscalation"),
              EscalationPlan::harden),
          new HardeningControl(
              "service-account-token",
              List.of("automountServiceAccountToken"),
              List.of(),
              TokenMountPlan::harden));

  /** Why it cannot be done; what is so already changes nothing. */
  Optional<String> harden(TemplateDraft draft) {
    return plan.apply(draft);
  }

  static Optional<HardeningControl> of(String id) {
    return ALL.stream().filter(one -> one.id.equals(id)).findFirst();
  }

  static String all() {
    return ALL.stream().map(HardeningControl::id).collect(Collectors.joining(", "));
  }

  /** Everything that these write. */
  static TemplateFields fields(List<HardeningControl> controls) {
    return new TemplateFields(
        controls.stream().flatMap(one -> one.podFields.stream()).toList(),
        controls.stream().flatMap(one -> one.containerFields.stream()).toList());
  }
}
