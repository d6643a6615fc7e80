package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelPlanTest {
  private static final Pod WEB =
      Fixtures.pod(
          "shop", "web-1", Map.of("app", "web", "pod-template-hash", "abc", "team", "red"));
  private static final LabelSelector BY_APP_AND_HASH =
      new LabelSelectorBuilder()
          .addToMatchLabels("app", "web")
          .addToMatchLabels("pod-template-hash", "abc")
          .build();
  private static final LabelSelector BY_APP =
      new LabelSelectorBuilder().addToMatchLabels("app", "web").build();
  private static final Service BY_TEAM =
      Fixtures.service("shop", "red-team", Map.of("app", "web", "team", "red"));

  @Test
  void takesAPodAwayFromItsReplicaSetAndServices() {
    LabelPlan plan = plan(Fixtures.owned(WEB, "ReplicaSet", "web-abc"), BY_APP_AND_HASH, BY_TEAM);
    assertThat(plan.after()).containsExactly(Map.entry(Marks.QUARANTINE, "q1"));
    assertThat(plan.before()).isEqualTo(WEB.getMetadata().getLabels());
    assertThat(plan.changes())
        .contains(
            "label app=web taken away",
            "Service red-team drops it",
            "ReplicaSet web-abc releases the pod and starts a replacement");
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void leavesLabelsThatNobodySelectsBy() {
    Service other = Fixtures.service("shop", "other", Map.of("team", "blue"));
    LabelPlan plan = plan(Fixtures.owned(WEB, "ReplicaSet", "web-abc"), BY_APP_AND_HASH, other);
    assertThat(plan.after()).containsOnlyKeys("team", Marks.QUARANTINE);
  }

  @Test
  void leavesTheLabelsOfAStatefulSetAndSaysWhatThatMeans() {
    Pod database = Fixtures.owned(WEB, "StatefulSet", "web");
    LabelPlan plan =
        plan(database, BY_APP, Fixtures.service("shop", "web", Map.of("app", "web")), BY_TEAM);
    assertThat(plan.after()).containsEntry("app", "web").doesNotContainKey("team");
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.startsWith("StatefulSet web keeps the pod"))
        .anyMatch(warning -> warning.startsWith("Service web still sends requests"))
        .noneMatch(warning -> warning.contains("red-team"));
  }

  @Test
  void leavesTheLabelsOfAJobSoThatItsWorkIsNotStartedAgain() {
    LabelPlan plan =
        plan(
            Fixtures.owned(
                Fixtures.pod("shop", "import-1", Map.of("batch.kubernetes.io/job-name", "import")),
                "Job",
                "import"),
            null);
    assertThat(plan.after()).containsKey("batch.kubernetes.io/job-name");
    assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("Job import keeps the pod"));
  }

  @Test
  void aDaemonSetReleasesThePodUnlessItHoldsPortsOfTheNode() {
    Pod plain = Fixtures.owned(WEB, "DaemonSet", "agent");
    assertThat(plan(plain, BY_APP).after()).doesNotContainKey("app");

    Pod withPort =
        new PodBuilder(plain)
            .editSpec()
            .editFirstContainer()
            .addNewPort()
            .withContainerPort(80)
            .withHostPort(80)
            .endPort()
            .endContainer()
            .endSpec()
            .build();
    LabelPlan kept = plan(withPort, BY_APP);
    assertThat(kept.after()).containsEntry("app", "web");
    assertThat(kept.warnings()).anyMatch(warning -> warning.contains("ports of the node"));
  }

  @Test
  void aControllerOfAnUnknownKindIsNamed() {
    assertThat(plan(Fixtures.owned(WEB, "GameServerSet", "arena"), null).warnings())
        .anyMatch(warning -> warning.startsWith("GameServerSet arena is of a kind"));
  }

  @Test
  void aPodWithoutControllerIsNotReplacedAndThatIsSaid() {
    assertThat(plan(WEB, null).warnings())
        .containsExactly("the pod has no controller: nothing replaces it");
  }

  @Test
  void takesAwayTheLabelsByWhichAnAllowingPolicySelectsThePod() {
    NetworkPolicy byTeam = Fixtures.opening("shop", "by-team", Map.of("team", "red"));
    LabelPlan plan = withPolicies(WEB, null, byTeam);
    assertThat(plan.after()).doesNotContainKey("team").containsKey("app");
    assertThat(plan.warnings()).noneMatch(warning -> warning.startsWith("incomplete"));
  }

  @Test
  void saysIncompleteWhenAPolicyStillSelectsThePod() {
    NetworkPolicy all = Fixtures.opening("shop", "allow-all", Map.of());
    assertThat(withPolicies(WEB, null, all).warnings())
        .contains("incomplete: policy allow-all still selects the pod and allows ingress");
  }

  @Test
  void saysIncompleteWhenALabelThatMustStayIsSelectedByAPolicy() {
    NetworkPolicy byApp = Fixtures.opening("shop", "by-app", Map.of("app", "web"));
    assertThat(withPolicies(Fixtures.owned(WEB, "StatefulSet", "web"), BY_APP, byApp).warnings())
        .contains("incomplete: policy by-app still selects the pod and allows ingress");
  }

  @Test
  void saysIncompleteForAPodOnTheNodesNetwork() {
    Pod onNode = new PodBuilder(WEB).editSpec().withHostNetwork(true).endSpec().build();
    assertThat(plan(onNode, null).warnings())
        .anyMatch(warning -> warning.startsWith("incomplete: the pod shares the node's network"));
  }

  @Test
  void warnsOfAVolumeClaimThatTheReplacementNeedsToo() {
    Pod withClaim =
        new PodBuilder(WEB)
            .editSpec()
            .addNewVolume()
            .withName("data")
            .withNewPersistentVolumeClaim()
            .withClaimName("ledger")
            .endPersistentVolumeClaim()
            .endVolume()
            .endSpec()
            .build();
    assertThat(plan(withClaim, null).warnings())
        .anyMatch(warning -> warning.contains("volume claim ledger"));
  }

  @Test
  void aQuarantineLabelThatThePodBroughtAlongIsReplaced() {
    Pod prepared = Fixtures.pod("shop", "web-1", Map.of(Marks.QUARANTINE, "mine"));
    LabelPlan plan = plan(prepared, null);
    assertThat(plan.before()).containsEntry(Marks.QUARANTINE, "mine");
    assertThat(plan.after()).containsEntry(Marks.QUARANTINE, "q1");
  }

  private static LabelPlan plan(Pod pod, @Nullable LabelSelector owner, Service... services) {
    return LabelPlan.of(pod, "q1", ControllerRule.of(pod, owner), List.of(services), List.of());
  }

  private static LabelPlan withPolicies(
      Pod pod, @Nullable LabelSelector owner, NetworkPolicy... policies) {
    return LabelPlan.of(pod, "q1", ControllerRule.of(pod, owner), List.of(), List.of(policies));
  }
}
