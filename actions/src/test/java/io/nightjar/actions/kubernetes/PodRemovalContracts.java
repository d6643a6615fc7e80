package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The actions that take a pod away. */
final class PodRemovalContracts {
  private PodRemovalContracts() {}

  abstract static class Removal extends ActionContract {

    @Test
    void thePodGoesAndItsControllerReplacesIt() {
      WorkloadTarget web = workload("Deployment", "web");
      PodTarget target = target(podOf(web));
      Outcome.Succeeded done = succeed(target);
      assertThat(done.changes()).hasSize(1);
      assertThat(done.warnings())
          .anyMatch(warning -> warning.startsWith("its processes and the files"))
          .anyMatch(warning -> warning.contains("replaces it from the same template"));
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(running(web)).hasSize(2);
                assertThat(running(web))
                    .noneMatch(pod -> pod.getMetadata().getUid().equals(target.uid()));
              });
    }

    @Test
    void aStatefulSetsPodThatWasReplacedUnderTheSameNameIsNotTouched() {
      WorkloadTarget db = workload("StatefulSet", "db");
      PodTarget first = target(podOf(db));
      succeed(first);
      PodTarget second =
          target(
              await()
                  .atMost(Duration.ofSeconds(60))
                  .until(
                      () -> client().pods().inNamespace(namespace()).withName(first.name()).get(),
                      pod -> pod != null && !pod.getMetadata().getUid().equals(first.uid())));
      assertFailed(
          action(client()).execute(request("r-2", first, Parameters.NONE, false)),
          Kind.WRONG_TARGET);
      assertThat(execute(first)).as("its own doing").isInstanceOf(Outcome.NothingToDo.class);
      assertThat(client().pods().inNamespace(namespace()).withName(second.name()).get())
          .satisfies(
              pod -> {
                assertThat(pod.getMetadata().getUid()).isEqualTo(second.uid());
                assertThat(pod.getMetadata().getDeletionTimestamp()).isNull();
              });
    }

    @Test
    void aSecondRunFindsNothingToDo() {
      PodTarget target = bare("lone");
      succeed(target);
      assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
    }

    @Test
    void whatThisResponseRemovedIsRecoveredWhereItsAnswerWasLost() {
      PodTarget target = bare("lone");
      ActionRequest asked = request("r-1", target, Parameters.NONE, false);
      assertThat(action(client()).recover(asked)).isEmpty();
      succeed(target);
      assertThat(action(client()).recover(asked).orElseThrow())
          .satisfies(
              found -> {
                assertThat(found.changes()).hasSize(1);
                assertThat(found.warnings())
                    .anyMatch(warning -> warning.startsWith("the answer was lost"));
              });
      assertThat(action(client()).recover(request("r-2", target, Parameters.NONE, false)))
          .isEmpty();
    }

    @Test
    void aPodThatIsGoneNeedsNothingAndAnotherIsNotTouched() {
      PodTarget target = bare("lone");
      assertThat(execute(new PodTarget(namespace(), "never-was", "u")))
          .isInstanceOf(Outcome.NothingToDo.class);
      assertFailed(
          execute(new PodTarget(namespace(), target.name(), "another")), Kind.WRONG_TARGET);
      assertFailed(execute(new ProcessTarget("n", 1, 1, "", "", "", "", "sh")), Kind.UNSUPPORTED);
      assertThat(stands(target)).isTrue();
    }

    @Test
    void aDryRunLeavesItStanding() {
      PodTarget target = bare("lone");
      Outcome.Succeeded dry =
          succeeded(action(client()).execute(request("r", target, Parameters.NONE, true)));
      assertThat(dry.changes()).allMatch(change -> change.startsWith("dry run: "));
      assertThat(stands(target)).isTrue();
    }

    @Test
    void theGraceIsANumber() {
      PodTarget target = bare("lone");
      for (String grace : List.of("-1", "soon", "9999")) {
        assertFailed(
            execute(target, Parameters.NONE.with(PodRemoval.GRACE_SECONDS, grace)),
            Kind.UNSUPPORTED);
      }
      assertThat(stands(target)).isTrue();
      assertThat(succeed(target, Parameters.NONE.with(PodRemoval.GRACE_SECONDS, "0")).changes())
          .singleElement()
          .asString()
          .endsWith("its processes killed at once");
    }

    @Test
    void nothingBringsItBack() {
      assertThat(undo(bare("lone"), NullNode.getInstance())).isInstanceOf(UndoOutcome.Failed.class);
    }

    boolean stands(PodTarget target) {
      Pod pod = client().pods().inNamespace(namespace()).withName(target.name()).get();
      return pod != null && pod.getMetadata().getDeletionTimestamp() == null;
    }

    List<Pod> running(WorkloadTarget workload) {
      return client()
          .pods()
          .inNamespace(namespace())
          .withLabel("app", workload.name())
          .list()
          .getItems()
          .stream()
          .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
          .toList();
    }

    /** A budget that lets no pod of {@code web} go, once the controller has seen it. */
    void forbidDisruption() {
      create(
          new PodDisruptionBudgetBuilder()
              .withNewMetadata()
              .withNamespace(namespace())
              .withName("web-budget")
              .endMetadata()
              .withNewSpec()
              .withNewMaxUnavailable(0)
              .withNewSelector()
              .addToMatchLabels("app", "web")
              .endSelector()
              .endSpec()
              .build());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  client()
                      .resources(PodDisruptionBudget.class)
                      .inNamespace(namespace())
                      .withName("web-budget")
                      .get(),
              budget ->
                  budget.getStatus() != null && budget.getStatus().getObservedGeneration() != null);
    }
  }

  abstract static class Eviction extends Removal {
    @Override
    Action action(KubernetesClient client) {
      return new EvictPod(client, intents());
    }

    @Override
    Map<String, String> needs() {
      return Map.of("policy/v1", "PodDisruptionBudget");
    }

    @Test
    void aBudgetThatForbidsItIsNamed() {
      PodTarget target = target(podOf(workload("Deployment", "web")));
      forbidDisruption();
      Outcome outcome = execute(target);
      assertFailed(outcome, Kind.REFUSED);
      assertThat(((Outcome.Failed) outcome).cause())
          .startsWith("a disruption budget forbids it now: ")
          .contains("web-budget");
      assertThat(stands(target)).isTrue();
    }
  }

  abstract static class Deletion extends Removal {
    @Override
    Action action(KubernetesClient client) {
      return new DeletePod(client, intents());
    }

    @Test
    void budgetsAreNotAsked() {
      PodTarget target = target(podOf(workload("Deployment", "web")));
      forbidDisruption();
      succeed(target);
    }
  }
}
