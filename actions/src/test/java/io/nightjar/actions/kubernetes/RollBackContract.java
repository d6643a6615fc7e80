package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

abstract class RollBackContract extends TargetActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new RollBack(client);
  }

  /** Rolled out twice: as a person wrote it, then with what an intruder put into the template. */
  @Override
  WorkloadTarget prepared() {
    return intruded("Deployment");
  }

  @Override
  JsonNode world(Target target) {
    return snapshot((WorkloadTarget) target);
  }

  private WorkloadTarget intruded(String kind) {
    WorkloadTarget target = workload(kind, "web");
    awaitHistory(target);
    intrude(target, "{\"hostPID\":true}");
    awaitHistory(target);
    return target;
  }

  @Test
  void putsTheWholeTemplateBackOnEveryKindAndTakesItBack() {
    for (String kind : new String[] {"Deployment", "StatefulSet", "DaemonSet"}) {
      WorkloadTarget target = workload(kind, kind.toLowerCase(Locale.ROOT));
      awaitHistory(target);
      JsonNode clean = world(target);
      intrude(target, "{\"hostPID\":true}");
      awaitHistory(target);
      JsonNode bad = world(target);

      Outcome.Succeeded done = succeed(target);
      assertThat(done.changes()).containsExactly("pod template of revision 1 put back, was 2");
      assertThat(world(target).path("spec")).isEqualTo(clean.path("spec"));
      awaitHistory(target);
      assertThat(action(client()).execute(request("r-2", target, Parameters.NONE, false)))
          .isInstanceOf(Outcome.NothingToDo.class);

      assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target)).isEqualTo(bad);
    }
  }

  @Test
  void goesToTheWantedRevision() {
    WorkloadTarget target = prepared();
    assertThat(execute(target, Parameters.NONE.with("toRevision", "2")))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertFailed(execute(target, Parameters.NONE.with("toRevision", "9")), Kind.UNSUPPORTED);
    succeed(target, Parameters.NONE.with("toRevision", "1"));
    assertThat(world(target).at("/spec/template/spec").has("hostPID")).isFalse();
  }

  @Test
  void passesRevisionsWithAccusedImagesOver() {
    assertFailed(
        execute(prepared(), Parameters.NONE.with(Parameters.ACCUSED_IMAGES, Fixtures.OLD_IMAGE)),
        Kind.UNSUPPORTED);
  }

  @Test
  void theUndoIsRefusedWhenTheHistoryIsLost() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    awaitHistory(target);
    JsonNode after = world(target);
    String bad = done.beforeState().at("/note/before/from").asText();
    client().resources(ReplicaSet.class).inNamespace(namespace()).withName(bad).delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client().resources(ReplicaSet.class).inNamespace(namespace()).withName(bad).get()
                    == null);
    assertThat(refuseToTakeBack(target, done).why()).contains("no longer holds");
    assertThat(world(target)).isEqualTo(after);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedTheTemplateSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    intrude(target, "{\"hostNetwork\":true}");
    assertThat(refuseToTakeBack(target, done).difference())
        .containsExactly("/spec/template/spec/hostNetwork: left absent, now true");
  }

  @Test
  void keepsNoSecretOfTheTemplateInTheBeforeState() {
    assertThat(succeed(prepared()).beforeState().toString()).doesNotContain("hunter2");
  }

  private void intrude(WorkloadTarget target, String podSpec) {
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                client()
                    .resources(type(target))
                    .inNamespace(namespace())
                    .withName(target.name())
                    .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":" + podSpec + "}}}"),
            patched -> true);
  }

  private void awaitHistory(WorkloadTarget target) {
    TemplateHistory history = new TemplateHistory(new ClusterObjects(client()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                history.of(json(target)).stream()
                    .anyMatch(one -> one.template().equals(json(target).at("/spec/template"))));
    awaitRollout(target);
  }

  private static Class<? extends HasMetadata> type(WorkloadTarget target) {
    return WorkloadKind.of(target.kind()).orElseThrow().type();
  }
}
