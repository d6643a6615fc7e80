package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

abstract class HardenWorkloadContract extends TargetActionContract {
  private static final String LOOSE =
      """
      {"spec": {"template": {"spec": {
        "hostPID": true,
        "containers": [{"name": "main", "securityContext": {
          "privileged": true, "runAsUser": 1000, "capabilities": {"add": ["NET_ADMIN"]}}}]}}}}
      """;

  @Override
  Action action(KubernetesClient client) {
    return new HardenWorkload(client);
  }

  @Override
  WorkloadTarget prepared() {
    return loose("Deployment");
  }

  @Override
  Parameters parameters() {
    return controls(HardeningControl.ALL.stream().map(HardeningControl::id).toArray(String[]::new));
  }

  @Override
  JsonNode world(Target target) {
    return snapshot((WorkloadTarget) target);
  }

  private WorkloadTarget loose(String kind) {
    WorkloadTarget target = workload(kind, kind.toLowerCase(Locale.ROOT));
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                client()
                    .resources(WorkloadKind.of(kind).orElseThrow().type())
                    .inNamespace(namespace())
                    .withName(target.name())
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), LOOSE),
            patched -> true);
    return target;
  }

  @Test
  void takesEveryRightAwayAtOnceAndThePodsStillStart() {
    for (String kind : new String[] {"Deployment", "StatefulSet", "DaemonSet"}) {
      WorkloadTarget target = loose(kind);
      JsonNode before = world(target);
      Outcome.Succeeded done = succeed(target, parameters());
      JsonNode pod = world(target).at("/spec/template/spec");
      JsonNode main = pod.at("/containers/0/securityContext");
      assertThat(pod.has("hostPID")).isFalse();
      assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(main.path("privileged").asBoolean(true)).isFalse();
      assertThat(main.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(main.at("/capabilities").toString()).isEqualTo("{\"drop\":[\"ALL\"]}");
      assertThat(main.path("runAsUser").asInt()).isEqualTo(1000);
      awaitRollout(target);
      assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target)).isEqualTo(before);
    }
  }

  @Test
  void whatSeveralResponsesHardenedIsUndoneByItselfInAnyOrder() {
    WorkloadTarget target = prepared();
    JsonNode before = world(target);
    List<String> ids = List.of("privileged", "seccomp", "privilege-escalation", "run-as-non-root");
    List<Outcome.Succeeded> done = ids.stream().map(id -> succeed(target, controls(id))).toList();

    for (int index : new int[] {2, 0, 3, 1}) {
      assertThat(
              action(client())
                  .undo(
                      request("r-1", target, controls(ids.get(index)), false),
                      done.get(index).beforeState()))
          .isInstanceOf(UndoOutcome.Undone.class);
    }
    assertThat(world(target)).isEqualTo(before);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedTheSameFieldSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, controls("privileged"));
    edit("{\"securityContext\":{\"privileged\":true}}");
    UndoOutcome undo =
        action(client())
            .undo(request("r-1", target, controls("privileged"), false), done.beforeState());
    assertThat(((UndoOutcome.Refused) undo).difference())
        .containsExactly(
            "/spec/template/spec/containers/main/securityContext~1privileged: left false, now"
                + " true");
  }

  @Test
  void anotherChangeOfTheTemplateDoesNotForbidTheUndo() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, controls("privileged"));
    edit("{\"image\":\"" + Fixtures.NEW_IMAGE + "\"}");
    assertThat(
            action(client())
                .undo(request("r-1", target, controls("privileged"), false), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target).at("/spec/template/spec/containers/0/image").asText())
        .isEqualTo(Fixtures.NEW_IMAGE);
  }

  @Test
  void aTemplateThatRunsAsRootIsNotMadeToFail() {
    WorkloadTarget target = prepared();
    edit("{\"securityContext\":{\"runAsUser\":0}}");
    Outcome outcome = execute(target, controls("run-as-non-root"));
    assertFailed(outcome, Kind.UNSUPPORTED);
    assertThat(((Outcome.Failed) outcome).cause()).contains("main runs as user 0");

    Outcome.Succeeded rest = succeed(target, controls("run-as-non-root", "seccomp"));
    assertThat(rest.warnings().getFirst())
        .startsWith("left out run-as-non-root: the template says");
    assertThat(world(target).at("/spec/template/spec/securityContext").has("runAsNonRoot"))
        .isFalse();
  }

  @Test
  void privilegeEscalationOfAPrivilegedContainerNeedsTheOtherControl() {
    Outcome outcome = execute(prepared(), controls("privilege-escalation"));
    assertFailed(outcome, Kind.UNSUPPORTED);
    assertThat(((Outcome.Failed) outcome).cause()).endsWith("take privileged too");
  }

  @Test
  void anUnknownControlAndNoneAreRefusedWithTheKnownOnes() {
    for (Parameters wrong : List.of(Parameters.NONE, controls("root"))) {
      Outcome outcome = execute(prepared(), wrong);
      assertFailed(outcome, Kind.UNSUPPORTED);
      assertThat(((Outcome.Failed) outcome).cause()).contains("privileged, capabilities");
      client().resources(Deployment.class).inNamespace(namespace()).withName("deployment").delete();
    }
  }

  /** Of the container. */
  private void edit(String change) {
    String container = change.replaceFirst("\\{", "{\"name\":\"main\",");
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                client()
                    .resources(Deployment.class)
                    .inNamespace(namespace())
                    .withName("deployment")
                    .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":["
                            + container
                            + "]}}}}"),
            patched -> true);
  }

  private static Parameters controls(String... ids) {
    return Parameters.NONE.with("controls", List.of(ids));
  }
}
