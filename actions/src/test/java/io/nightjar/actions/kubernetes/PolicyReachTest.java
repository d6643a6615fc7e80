package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.nightjar.actions.PodTarget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyReachTest {
  private static final AllowList NOTHING = new AllowList(false, List.of());

  private static final Map<String, String> LABELS = Map.of("app", "web");

  @Test
  void aPolicyForAllPodsThatAllowsIngressOpensThePod() {
    NetworkPolicy all = Fixtures.opening("shop", "all", Map.of());
    assertThat(PolicyReach.opens(all, LABELS)).isTrue();
    assertThat(PolicyReach.allowed(all)).containsExactly("ingress");
  }

  @Test
  void aPolicyWithoutRulesOpensNothing() {
    NetworkPolicy deny =
        new NetworkPolicyBuilder(Fixtures.opening("shop", "deny", Map.of()))
            .editSpec()
            .withIngress()
            .endSpec()
            .build();
    assertThat(PolicyReach.opens(deny, LABELS)).isFalse();
  }

  @Test
  void aPolicyForOtherPodsOpensNothing() {
    assertThat(PolicyReach.opens(Fixtures.opening("shop", "db", Map.of("app", "db")), LABELS))
        .isFalse();
  }

  @Test
  void withoutTypesAPolicyIsForIngressAndForEgressWhereItHasSuchRules() {
    NetworkPolicy both =
        new NetworkPolicyBuilder(Fixtures.opening("shop", "both", Map.of()))
            .editSpec()
            .withPolicyTypes()
            .addNewEgress()
            .endEgress()
            .endSpec()
            .build();
    assertThat(PolicyReach.allowed(both)).containsExactly("ingress", "egress");
  }

  @Test
  void rulesOfADirectionThatThePolicyIsNotForDoNotCount() {
    NetworkPolicy egressOnly =
        new NetworkPolicyBuilder(Fixtures.opening("shop", "egress", Map.of()))
            .editSpec()
            .withPolicyTypes("Egress")
            .endSpec()
            .build();
    assertThat(PolicyReach.allowed(egressOnly)).isEmpty();
  }

  @Test
  void theQuarantinePolicyItselfOpensNothingAndKnowsWhenItWasChanged() {
    PodTarget pod = new PodTarget("shop", "web-1", "uid-1");
    String id = QuarantinePolicy.id(pod.uid());
    NetworkPolicy quarantine = QuarantinePolicy.build(pod, id, "r-1", NOTHING);
    assertThat(PolicyReach.opens(quarantine, Map.of(Marks.QUARANTINE, id))).isFalse();
    assertThat(QuarantinePolicy.isIntact(quarantine, id, NOTHING)).isTrue();
    assertThat(
            QuarantinePolicy.isIntact(
                new NetworkPolicyBuilder(quarantine)
                    .editSpec()
                    .addNewEgress()
                    .endEgress()
                    .endSpec()
                    .build(),
                id,
                NOTHING))
        .isFalse();
    assertThat(quarantine.getMetadata().getName()).matches("nightjar-quarantine-[0-9a-f]{16}");
    assertThat(quarantine.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(quarantine.getMetadata().getAnnotations()).containsEntry(Marks.RESPONSE, "r-1");
  }

  @Test
  void everyPodHasItsOwnQuarantine() {
    assertThat(QuarantinePolicy.id("uid-1")).isNotEqualTo(QuarantinePolicy.id("uid-2"));
  }
}
