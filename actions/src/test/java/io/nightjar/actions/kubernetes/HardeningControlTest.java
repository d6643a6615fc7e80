package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardeningControlTest {

  /** A pod spec with one container, and what a control makes of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "privileged | securityContext: {privileged: false} | | nothing",
        "privileged | securityContext: {privileged: true} | | container main is no longer"
            + " privileged",
        "capabilities | securityContext: {capabilities: {drop: [ALL]}} | | nothing",
        "capabilities | securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}} | |"
            + " nothing",
        "capabilities | securityContext: {capabilities: {drop: [ALL], add: [CAP_NET_RAW]}} | |"
            + " container main drops all capabilities, among them NET_RAW",
        "host-namespaces | image: x | hostNetwork: false | nothing",
        "host-namespaces | image: x | hostNetwork: true | hostNetwork taken away",
        "run-as-non-root | securityContext: {runAsNonRoot: true} | | nothing",
        "run-as-non-root | securityContext: {runAsNonRoot: false, runAsUser: 5} | securityContext:"
            + " {runAsNonRoot: true} | containers must not run as root",
        "seccomp | securityContext: {seccompProfile: {type: Localhost}} | | nothing",
        "seccomp | image: x | securityContext: {seccompProfile: {type: RuntimeDefault}} | nothing",
        "seccomp | securityContext: {seccompProfile: {type: Unconfined}} | securityContext:"
            + " {seccompProfile: {type: RuntimeDefault}} | seccomp profile RuntimeDefault",
        "privilege-escalation | securityContext: {allowPrivilegeEscalation: false} | | nothing",
        "privilege-escalation | image: x | | container main cannot gain privileges",
        "service-account-token | image: x | automountServiceAccountToken: false | nothing",
        "service-account-token | image: x | serviceAccountName: robot | no token of service account"
            + " robot is mounted",
      })
  void changesOnlyWhatIsNotSoYet(String id, String container, String pod, String change) {
    TemplateDraft draft = new TemplateDraft(workload(container, pod == null ? "" : pod));
    Optional<String> impossible = HardeningControl.of(id).orElseThrow().harden(draft);
    assertThat(impossible).isEmpty();
    assertThat(draft.changes()).isEqualTo(change.equals("nothing") ? List.of() : List.of(change));
    assertThat(draft.patch().isEmpty()).isEqualTo(change.equals("nothing"));
  }

  @Test
  void aUserOfTheContainerGoesBeforeThePodsOwn() {
    ObjectNode fine =
        workload("securityContext: {runAsUser: 7}", "securityContext: {runAsUser: 0}");
    assertThat(NonRootPlan.harden(new TemplateDraft(fine))).isEmpty();
    ObjectNode root =
        workload("securityContext: {runAsUser: 0}", "securityContext: {runAsUser: 7}");
    assertThat(NonRootPlan.harden(new TemplateDraft(root))).isPresent();
  }

  @Test
  void aCapabilityThatForbidsItIsNamedBeforeTheServerRefuses() {
    TemplateDraft draft =
        new TemplateDraft(workload("securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}", ""));
    assertThat(EscalationPlan.harden(draft).orElseThrow()).endsWith("take capabilities too");
    CapabilitiesPlan.harden(draft);
    assertThat(EscalationPlan.harden(draft)).isEmpty();
  }

  @Test
  void tellsOfATokenThatTheTemplateMountsByItself() {
    TemplateDraft draft =
        new TemplateDraft(
            workload(
                "image: x",
                "volumes: [{name: vault, projected: {sources: [{serviceAccountToken: {path:"
                    + " t}}]}}]"));
    TokenMountPlan.harden(draft);
    assertThat(draft.warnings()).anyMatch(one -> one.startsWith("volume vault of the template"));
  }

  private static ObjectNode workload(String container, String pod) {
    return Fixtures.json(
        """
        kind: Deployment
        metadata: {resourceVersion: "1"}
        spec:
          template:
            spec:
              %s
              containers:
                - name: main
                  %s
        """
            .formatted(pod, container));
  }
}
