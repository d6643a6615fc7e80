package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What pausing, resuming and restarting a rollout promise. */
final class RolloutContracts {
  private RolloutContracts() {}

  abstract static class Pause extends TargetActionContract {

    @Override
    Action action(KubernetesClient client) {
      return new PauseRollout(client);
    }

    @Override
    WorkloadTarget prepared() {
      WorkloadTarget target = workload("Deployment", "web");
      awaitRollout(target);
      return target;
    }

    @Override
    JsonNode world(Target target) {
      return snapshot((WorkloadTarget) target);
    }

    @Test
    void aChangedTemplateReachesNoPodUntilItIsResumed() {
      WorkloadTarget target = prepared();
      Outcome.Succeeded done = succeed(target);
      setImage(this, Fixtures.NEW_IMAGE);

      assertThat(refuseToTakeBack(target, done).difference())
          .singleElement()
          .asString()
          .startsWith("/spec/template/spec/containers/0/image: left");
      Outcome resumed =
          new ResumeRollout(client()).execute(request("r-2", target, Parameters.NONE, false));
      assertThat(succeeded(resumed).warnings())
          .anyMatch(one -> one.startsWith("a rollout goes on"));
      awaitRollout(target);
      assertThat(podOf(target).getSpec().getContainers().getFirst().getImage())
          .isEqualTo(Fixtures.NEW_IMAGE);
    }

    @Test
    void tellsOfKindsThatCannotBePaused() {
      for (String kind : new String[] {"DaemonSet", "StatefulSet"}) {
        Outcome outcome = execute(workload(kind, kind.toLowerCase(Locale.ROOT)));
        assertFailed(outcome, Kind.UNSUPPORTED);
        assertThat(((Outcome.Failed) outcome).cause())
            .contains("a " + kind + " has no field that pauses its rollout");
      }
    }
  }

  abstract static class Resume extends TargetActionContract {

    @Override
    Action action(KubernetesClient client) {
      return new ResumeRollout(client);
    }

    @Override
    WorkloadTarget prepared() {
      WorkloadTarget target = workload("Deployment", "web");
      awaitRollout(target);
      client()
          .apps()
          .deployments()
          .inNamespace(namespace())
          .withName("web")
          .edit(
              deployment -> {
                deployment.getSpec().setPaused(true);
                return deployment;
              });
      return target;
    }

    @Override
    JsonNode world(Target target) {
      return snapshot((WorkloadTarget) target);
    }
  }

  abstract static class RestartContract extends ActionContract {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.parse("2026-11-20T03:00:00.5Z"));

    @Override
    Action action(KubernetesClient client) {
      return new Restart(client, now::get);
    }

    @Test
    void everyPodIsReplaced() {
      for (String kind : new String[] {"Deployment", "StatefulSet", "DaemonSet"}) {
        WorkloadTarget target = workload(kind, kind.toLowerCase(Locale.ROOT));
        awaitRollout(target);
        String old = podOf(target).getMetadata().getUid();
        assertThat(succeed(target).changes().getFirst())
            .startsWith("restarted at 2026-11-20T03:00:00Z");
        awaitRollout(target);
        assertThat(
                client()
                    .pods()
                    .inNamespace(namespace())
                    .withLabel("app", target.name())
                    .list()
                    .getItems())
            .noneMatch(pod -> pod.getMetadata().getUid().equals(old));
      }
    }

    @Test
    void aSecondRunOfTheSameResponseChangesNothingAndAnotherOneRestartsAgain() {
      WorkloadTarget target = rolledOut();
      succeed(target);
      JsonNode after = snapshot(target);
      now.set(Instant.parse("2026-11-20T03:01:00Z"));
      assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
      assertThat(snapshot(target)).isEqualTo(after);

      awaitRollout(target);
      succeeded(action(client()).execute(request("r-2", target, Parameters.NONE, false)));
      assertThat(snapshot(target)).isNotEqualTo(after);
    }

    @Test
    void aPausedDeploymentIsRefused() {
      WorkloadTarget target = rolledOut();
      new PauseRollout(client()).execute(request("r-0", target, Parameters.NONE, false));
      assertFailed(execute(target), Kind.UNSUPPORTED);
    }

    @Test
    void touchesNothingUnderAReusedNameAndNothingThatIsGone() {
      WorkloadTarget target = rolledOut();
      JsonNode before = snapshot(target);
      assertFailed(
          execute(new WorkloadTarget("Deployment", namespace(), "web", "another")),
          Kind.WRONG_TARGET);
      assertThat(execute(new WorkloadTarget("Deployment", namespace(), "never-was", "u")))
          .isInstanceOf(Outcome.NothingToDo.class);
      assertThat(snapshot(target)).isEqualTo(before);
    }

    @Test
    void aDryRunChangesNothing() {
      WorkloadTarget target = rolledOut();
      JsonNode before = snapshot(target);
      Outcome.Succeeded dry =
          succeeded(action(client()).execute(request("r-1", target, Parameters.NONE, true)));
      assertThat(dry.changes()).allMatch(change -> change.startsWith("dry run: "));
      assertThat(snapshot(target)).isEqualTo(before);
    }

    @Test
    void saysThatItCannotBeTakenBack() {
      WorkloadTarget target = rolledOut();
      assertThat(action(client()).descriptor().reversible()).isFalse();
      assertThat(undo(target, succeed(target).beforeState()))
          .isInstanceOf(UndoOutcome.Failed.class);
    }

    @Test
    void anOutcomeThatACrashLostIsRecovered() {
      WorkloadTarget target = rolledOut();
      assertThat(action(client()).recover(request("r-1", target, Parameters.NONE, false)))
          .isEmpty();
      succeed(target);
      assertThat(action(client()).recover(request("r-1", target, Parameters.NONE, false)))
          .isPresent();
    }

    private WorkloadTarget rolledOut() {
      WorkloadTarget target = workload("Deployment", "web");
      awaitRollout(target);
      return target;
    }
  }

  // the controllers write the status of the same object, so a conflict is nothing unusual
  static void setImage(ActionContract contract, String image) {
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                contract
                    .client()
                    .resources(Deployment.class)
                    .inNamespace(contract.namespace())
                    .withName("web")
                    .edit(deployment -> withImage(deployment, image)),
            edited -> true);
  }

  private static Deployment withImage(Deployment deployment, String image) {
    deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage(image);
    return deployment;
  }
}
