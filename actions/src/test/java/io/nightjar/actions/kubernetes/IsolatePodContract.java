package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

abstract class IsolatePodContract extends ActionContract {
  private static final AllowList NOTHING = new AllowList(false, List.of());

  @Override
  Action action(KubernetesClient client) {
    return new IsolatePod(client, InstantSource.system());
  }

  @Test
  void cutsThePodOffAndLetsItsControllerReplaceIt() {
    WorkloadTarget web = workload("Deployment", "web");
    create(Fixtures.service(namespace(), "web", Map.of("app", "web")));
    PodTarget target = target(podOf(web));
    create(Fixtures.opening(namespace(), "web-in", Map.of("app", "web")));

    Outcome.Succeeded done = succeed(target);

    Pod pod = pod(target.name());
    String id = QuarantinePolicy.id(target.uid());
    assertThat(pod.getMetadata().getUid()).isEqualTo(target.uid());
    assertThat(pod.getMetadata().getLabels())
        .containsEntry(Marks.QUARANTINE, id)
        .doesNotContainKeys("app", "pod-template-hash");
    assertThat(QuarantinePolicy.isIntact(policy(target), id, NOTHING)).isTrue();
    assertThat(done.changes()).anyMatch(change -> change.equals("Service web drops it"));
    assertThat(done.warnings()).isEmpty();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(pod(target.name()).getMetadata().getOwnerReferences()).isEmpty();
              assertThat(podsOf(web)).isEqualTo(2);
            });
  }

  @Test
  void aSecondRunChangesNothing() {
    PodTarget target = bare("lone");
    succeed(target);
    String pod = version(Pod.class, target.name());
    String policy = policy(target).getMetadata().getResourceVersion();

    assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(action(client()).execute(request("r-2", target, Parameters.NONE, false)))
        .isInstanceOf(Outcome.NothingToDo.class);

    assertThat(version(Pod.class, target.name())).isEqualTo(pod);
    assertThat(policy(target).getMetadata().getResourceVersion()).isEqualTo(policy);
  }

  @Test
  void touchesNothingUnderAReusedName() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, target.name());
    PodTarget other = new PodTarget(namespace(), target.name(), "another-uid");

    assertFailed(execute(other), Kind.WRONG_TARGET);

    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
    assertThat(policies()).isZero();
  }

  @Test
  void aPodThatIsGoneNeedsNothing() {
    assertThat(execute(new PodTarget(namespace(), "never-was", "uid")))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(policies()).isZero();
  }

  @Test
  void theUndoRestoresThePodExactly() {
    PodTarget target = bare("lone");
    create(Fixtures.service(namespace(), "web", Map.of("app", "web")));
    JsonNode before = snapshot(Pod.class, target.name());

    Outcome.Succeeded done = succeed(target);
    assertThat(snapshot(Pod.class, target.name())).isNotEqualTo(before);
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);

    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
    assertThat(policies()).isZero();
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void theUndoGivesAReleasedPodBackToItsController() {
    WorkloadTarget web = workload("Deployment", "web");
    PodTarget target = target(podOf(web));
    Outcome.Succeeded done = succeed(target);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> pod(target.name()).getMetadata().getOwnerReferences().isEmpty());

    UndoOutcome.Undone undone = (UndoOutcome.Undone) undo(target, done.beforeState());

    assertThat(undone.changes()).anyMatch(change -> change.contains("deletes one of them"));
    await().atMost(Duration.ofSeconds(60)).until(() -> podsOf(web) == 2);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedALabelSince() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    client()
        .pods()
        .inNamespace(namespace())
        .withName(target.name())
        .edit(
            pod -> {
              pod.getMetadata().getLabels().put("examined-by", "anna");
              return pod;
            });
    JsonNode changed = snapshot(Pod.class, target.name());

    UndoOutcome.Refused refused = (UndoOutcome.Refused) undo(target, done.beforeState());

    assertThat(refused.difference())
        .containsExactly("/metadata/labels/examined-by: left absent, now \"anna\"");
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(changed);
    assertThat(policies()).isOne();
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedThePolicySince() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    client()
        .network()
        .v1()
        .networkPolicies()
        .inNamespace(namespace())
        .withName(policy(target).getMetadata().getName())
        .edit(
            policy -> {
              policy.getSpec().setPolicyTypes(List.of("Ingress"));
              return policy;
            });
    JsonNode isolated = snapshot(Pod.class, target.name());

    UndoOutcome.Refused refused = (UndoOutcome.Refused) undo(target, done.beforeState());

    assertThat(refused.difference())
        .singleElement()
        .asString()
        .endsWith("/spec/policyTypes/1: left \"Egress\", now absent");
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(isolated);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyRemovedThePolicy() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    client().resource(policy(target)).delete();

    assertThat(((UndoOutcome.Refused) undo(target, done.beforeState())).difference())
        .singleElement()
        .asString()
        .endsWith("left, now absent");
  }

  @Test
  void theUndoOfAPodThatIsGoneRemovesThePolicyAndSaysSo() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    client().pods().inNamespace(namespace()).withName(target.name()).withGracePeriod(0).delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client().resources(Pod.class).inNamespace(namespace()).list().getItems().isEmpty());

    UndoOutcome.Undone undone = (UndoOutcome.Undone) undo(target, done.beforeState());

    assertThat(undone.changes())
        .anyMatch(change -> change.contains("is gone"))
        .anyMatch(change -> change.contains("removed"));
    assertThat(policies()).isZero();
  }

  @Test
  void aDryRunChangesNothing() {
    PodTarget target = bare("lone");
    String before = version(Pod.class, target.name());

    Outcome.Succeeded dry =
        succeeded(action(client()).execute(request("r-1", target, Parameters.NONE, true)));

    assertThat(dry.changes()).isNotEmpty().allMatch(change -> change.startsWith("dry run: "));
    assertThat(version(Pod.class, target.name())).isEqualTo(before);
    assertThat(policies()).isZero();
  }

  @Test
  void aDryRunOfTheUndoChangesNothing() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    JsonNode isolated = snapshot(Pod.class, target.name());

    UndoOutcome dry =
        action(client()).undo(request("r-1", target, Parameters.NONE, true), done.beforeState());

    assertThat(((UndoOutcome.Undone) dry).changes())
        .isNotEmpty()
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(isolated);
    assertThat(policies()).isOne();
  }

  @Test
  void aRunAfterACrashBetweenPolicyAndLabelsGoesOn() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, target.name());
    String id = QuarantinePolicy.id(target.uid());
    create(QuarantinePolicy.build(target, id, "r-1", NOTHING));

    Outcome.Succeeded done = succeed(target);

    assertThat(done.changes()).noneMatch(change -> change.contains("created: denies"));
    assertThat(pod(target.name()).getMetadata().getLabels()).containsEntry(Marks.QUARANTINE, id);
    assertThat(policies()).isOne();
    undo(target, done.beforeState());
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
    assertThat(policies()).isZero();
  }

  @Test
  void anUndoAfterACrashBetweenLabelsAndPolicyGoesOn() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target);
    undo(target, done.beforeState());
    create(QuarantinePolicy.build(target, QuarantinePolicy.id(target.uid()), "r-1", NOTHING));

    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(policies()).isZero();
  }

  @Test
  void anOutcomeThatACrashLostIsRecoveredForTheUndo() {
    PodTarget target = bare("lone");
    ActionRequest request = request("r-1", target, Parameters.NONE, false);
    assertThat(action(client()).recover(request)).isEmpty();
    JsonNode before = snapshot(Pod.class, target.name());
    succeed(target);

    assertThat(action(client()).recover(request("r-2", target, Parameters.NONE, false))).isEmpty();
    Outcome.Succeeded recovered = action(client()).recover(request).orElseThrow();
    assertThat(undo(target, recovered.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aPolicyThatSomebodyRemovedIsMadeAgainAndTheUndoStaysExact() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, target.name());
    succeed(target);
    client().resource(policy(target)).delete();

    Outcome.Succeeded again =
        succeeded(action(client()).execute(request("r-2", target, Parameters.NONE, false)));

    assertThat(again.changes()).singleElement().asString().contains("created");
    assertThat(undo(target, again.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aPolicyOfThatNameThatDeniesLessIsNotTakenForOurs() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, target.name());
    create(
        Fixtures.opening(
            namespace(),
            QuarantinePolicy.name(QuarantinePolicy.id(target.uid())),
            Map.of("app", "web")));

    assertFailed(execute(target), Kind.CONFLICT);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void saysIncompleteWhenAnotherPolicyStillLetsTrafficIn() {
    PodTarget target = bare("lone");
    create(Fixtures.opening(namespace(), "allow-all", Map.of()));
    assertThat(succeed(target).warnings())
        .contains("incomplete: policy allow-all still selects the pod and allows ingress");
  }

  @Test
  void aStatefulSetKeepsItsPod() {
    WorkloadTarget database = workload("StatefulSet", "db");
    PodTarget target = target(podOf(database));

    Outcome.Succeeded done = succeed(target);

    assertThat(pod(target.name()).getMetadata().getLabels())
        .containsEntry("app", "db")
        .containsKey("statefulset.kubernetes.io/pod-name")
        .containsKey(Marks.QUARANTINE);
    assertThat(done.warnings()).anyMatch(warning -> warning.startsWith("StatefulSet db keeps"));
  }

  Pod pod(String name) {
    return client().pods().inNamespace(namespace()).withName(name).get();
  }

  private NetworkPolicy policy(PodTarget target) {
    return client()
        .resources(NetworkPolicy.class)
        .inNamespace(namespace())
        .withName(QuarantinePolicy.name(QuarantinePolicy.id(target.uid())))
        .get();
  }

  int policies() {
    return client()
        .resources(NetworkPolicy.class)
        .inNamespace(namespace())
        .list()
        .getItems()
        .size();
  }

  private long podsOf(WorkloadTarget workload) {
    return client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app", workload.name())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .count();
  }

  @Test
  void leavesTheForensicsMachineAndTheNameServiceReachableWhereThatIsWanted() {
    PodTarget target = bare("lone");
    JsonNode before = snapshot(Pod.class, target.name());
    Parameters parameters =
        Parameters.NONE.with(AllowList.DNS, "yes").with(AllowList.CIDR, "192.0.2.7/32");
    Outcome.Succeeded done = succeed(target, parameters);
    assertThat(done.changes().getFirst())
        .endsWith(", but for 192.0.2.7/32 and the cluster's name service");
    assertThat(policy(target).getSpec().getIngress()).hasSize(1);
    assertThat(policy(target).getSpec().getEgress()).hasSize(2);
    assertThat(execute(target, parameters)).isInstanceOf(Outcome.NothingToDo.class);
    assertFailed(execute(target), Kind.CONFLICT);
    assertFailed(
        execute(target, Parameters.NONE.with(AllowList.CIDR, "0.0.0.0/0")), Kind.UNSUPPORTED);
    assertThat(action(client()).undo(request("r-1", target, parameters, false), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }
}
