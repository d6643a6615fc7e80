package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An ephemeral container of the configured image. */
abstract class DebugContainerContract extends ActionContract {

  @Override
  Map<String, String> needs() {
    // as old as containers that are put into a running pod
    return Map.of("autoscaling/v2", "HorizontalPodAutoscaler");
  }

  static final DebugImage IMAGE =
      new DebugImage(Fixtures.OLD_IMAGE, List.of("/pause"), List.of("SYS_PTRACE"));

  @Override
  Action action(KubernetesClient client) {
    return new DebugContainer(client, IMAGE);
  }

  private List<EphemeralContainer> containers() {
    Pod pod = client().pods().inNamespace(namespace()).withName("lone").get();
    return pod.getSpec().getEphemeralContainers();
  }

  @Test
  void addsOneContainerBesideTheOneThatIsMeant() {
    PodTarget target = bare("lone");
    Outcome.Succeeded done = succeed(target, Parameters.NONE.with("container", "main"));
    assertThat(containers())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getName()).startsWith("nightjar-");
              assertThat(one.getImage()).isEqualTo(Fixtures.OLD_IMAGE);
              assertThat(one.getCommand()).containsExactly("/pause");
              assertThat(one.getTargetContainerName()).isEqualTo("main");
              assertThat(one.getSecurityContext().getCapabilities().getAdd())
                  .containsExactly("SYS_PTRACE");
            });
    assertThat(done.warnings()).anyMatch(warning -> warning.contains("cannot be taken out again"));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                action(client())
                    .progress(request("r-1", target, Parameters.NONE, false))
                    .map(Progress::state)
                    .orElseThrow(),
            Progress.State.READY::equals);
  }

  @Test
  void aSecondRunAddsNothingAndAnotherResponseAddsItsOwnBesideIt() {
    PodTarget target = bare("lone");
    succeed(target);
    assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(containers()).hasSize(1);
    succeeded(action(client()).execute(request("r-2", target, Parameters.NONE, false)));
    assertThat(containers()).hasSize(2);
  }

  @Test
  void whatThisResponseAddedIsRecoveredWhereItsAnswerWasLost() {
    PodTarget target = bare("lone");
    ActionRequest asked = request("r-1", target, Parameters.NONE, false);
    assertThat(action(client()).recover(asked)).isEmpty();
    succeed(target);
    assertThat(action(client()).recover(asked)).isPresent();
    assertThat(action(client()).recover(request("r-2", target, Parameters.NONE, false))).isEmpty();
  }

  @Test
  void touchesNothingUnderAReusedNameAndNothingThatIsGone() {
    PodTarget target = bare("lone");
    assertFailed(execute(new PodTarget(namespace(), target.name(), "another")), Kind.WRONG_TARGET);
    assertThat(execute(new PodTarget(namespace(), "never-was", "u")))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertFailed(execute(new NamespaceTarget(namespace(), "u")), Kind.UNSUPPORTED);
    assertFailed(execute(target, Parameters.NONE.with("container", "nothing")), Kind.UNSUPPORTED);
    assertThat(containers()).isEmpty();
  }

  @Test
  void aDryRunAddsNothing() {
    PodTarget target = bare("lone");
    assertThat(
            succeeded(action(client()).execute(request("r-1", target, Parameters.NONE, true)))
                .changes())
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(containers()).isEmpty();
  }

  @Test
  void withoutAConfiguredImageNothingIsAdded() {
    PodTarget target = bare("lone");
    assertFailed(
        new DebugContainer(client(), null).execute(request("r-1", target, Parameters.NONE, false)),
        Kind.UNSUPPORTED);
    assertThat(containers()).isEmpty();
  }

  @Test
  void nothingTakesItOutAgain() {
    assertThat(undo(bare("lone"), NullNode.getInstance())).isInstanceOf(UndoOutcome.Failed.class);
  }

  /** What the API server itself holds, so that the practice cluster is no more lenient. */
  @Test
  void whatIsThereCannotBeRemovedOrChanged() {
    succeed(bare("lone"));
    String first = "\"path\":\"/spec/ephemeralContainers/0";
    for (String patch :
        List.of(
            "[{\"op\":\"remove\"," + first + "\"}]",
            "[{\"op\":\"replace\"," + first + "/image\",\"value\":\"x\"}]")) {
      assertThatThrownBy(
              () ->
                  client()
                      .pods()
                      .inNamespace(namespace())
                      .withName("lone")
                      .ephemeralContainers()
                      .patch(PatchContext.of(PatchType.JSON), patch))
          .hasMessageContaining("phemeral");
    }
    assertThat(containers()).hasSize(1);
  }
}
