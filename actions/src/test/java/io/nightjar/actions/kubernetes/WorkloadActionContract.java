package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every action on a workload promises; {@link #prepared} makes one that it can act on. */
abstract class WorkloadActionContract extends ActionContract {

  /** A Deployment that the action, run with {@link #parameters}, changes. */
  abstract WorkloadTarget prepared();

  abstract Parameters parameters();

  @Test
  void theUndoRestoresTheObjectExactly() {
    WorkloadTarget target = prepared();
    JsonNode before = snapshot(Deployment.class, target.name());

    Outcome.Succeeded done = succeed(target, parameters());
    assertThat(done.changes()).isNotEmpty();
    assertThat(snapshot(Deployment.class, target.name()).path("spec"))
        .isNotEqualTo(before.path("spec"));
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);

    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(before);
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(before);
  }

  @Test
  void aSecondRunChangesNothing() {
    WorkloadTarget target = prepared();
    succeed(target, parameters());
    JsonNode after = snapshot(Deployment.class, target.name());

    assertThat(execute(target, parameters())).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(action(client()).execute(request("r-2", target, parameters(), false)))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(after);
  }

  @Test
  void touchesNothingUnderAReusedName() {
    WorkloadTarget target = prepared();
    JsonNode before = snapshot(Deployment.class, target.name());
    assertFailed(
        execute(
            new WorkloadTarget(target.kind(), namespace(), target.name(), "another-uid"),
            parameters()),
        Kind.WRONG_TARGET);
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(before);
  }

  @Test
  void aWorkloadThatIsGoneNeedsNothing() {
    assertThat(
            execute(new WorkloadTarget("Deployment", namespace(), "never-was", "u"), parameters()))
        .isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void otherKindsAreRefusedWithAReason() {
    assertFailed(
        execute(new WorkloadTarget("CronJob", namespace(), "backup", "u"), parameters()),
        Kind.UNSUPPORTED);
  }

  @Test
  void aDryRunChangesNothing() {
    WorkloadTarget target = prepared();
    JsonNode before = snapshot(Deployment.class, target.name());

    Outcome.Succeeded dry =
        succeeded(action(client()).execute(request("r-1", target, parameters(), true)));

    assertThat(dry.changes()).isNotEmpty().allMatch(change -> change.startsWith("dry run: "));
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(before);
  }

  @Test
  void aDryRunOfTheUndoChangesNothing() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    JsonNode after = snapshot(Deployment.class, target.name());

    assertThat(
            action(client()).undo(request("r-1", target, parameters(), true), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(after);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedTheTemplateSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    edit(
        target.name(),
        deployment ->
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .getFirst()
                .setValue("hunter3"));
    JsonNode changed = snapshot(Deployment.class, target.name());

    UndoOutcome.Refused refused = (UndoOutcome.Refused) undo(target, done.beforeState());

    assertThat(refused.difference())
        .singleElement()
        .asString()
        .contains("/containers/0/env/0/value: left \"hidden:")
        .doesNotContain("hunter");
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(changed);
  }

  @Test
  void theUndoIsRefusedWhenTheWorkloadWasReplaced() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    client().apps().deployments().inNamespace(namespace()).withName(target.name()).delete();
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Refused.class);
  }

  @Test
  void keepsNoSecretOfTheTemplateInTheBeforeState() {
    WorkloadTarget target = prepared();
    assertThat(succeed(target, parameters()).beforeState().toString()).doesNotContain("hunter2");
  }

  @Test
  void anOutcomeThatACrashLostIsRecoveredForTheUndo() {
    WorkloadTarget target = prepared();
    ActionRequest request = request("r-1", target, parameters(), false);
    assertThat(action(client()).recover(request)).isEmpty();
    JsonNode before = snapshot(Deployment.class, target.name());
    succeed(target, parameters());

    Outcome.Succeeded recovered = action(client()).recover(request).orElseThrow();
    assertThat(action(client()).recover(request("r-2", target, parameters(), false))).isEmpty();
    assertThat(undo(target, recovered.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Deployment.class, target.name())).isEqualTo(before);
  }

  @Test
  void tellsWhoManagesTheWorkloadFromOutside() {
    WorkloadTarget target = prepared();
    edit(
        target.name(),
        deployment ->
            deployment.getMetadata().setLabels(Map.of("argocd.argoproj.io/instance", "x")));
    assertThat(succeed(target, parameters()).warnings())
        .anyMatch(warning -> warning.startsWith("Argo CD manages it (x)"));
  }

  // the controllers write the status of the same object, so a conflict is nothing unusual
  void edit(String name, Consumer<Deployment> change) {
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(KubernetesClientException.class)
        .until(
            () -> {
              editOnce(name, change);
              return true;
            });
  }

  private void editOnce(String name, Consumer<Deployment> change) {
    client()
        .apps()
        .deployments()
        .inNamespace(namespace())
        .withName(name)
        .edit(
            deployment -> {
              change.accept(deployment);
              return deployment;
            });
  }

  JsonNode spec(Class<? extends HasMetadata> type, String name) {
    return snapshot(type, name).path("spec");
  }
}
