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
import io.nightjar.actions.WorkloadTarget;
import org.junit.jupiter.api.Test;

abstract class LimitResourcesContract extends TargetActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new LimitResources(client);
  }

  @Override
  WorkloadTarget prepared() {
    return workload("Deployment", "web");
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE
        .with("cpu", "1000m")
        .with("memory", "1024Mi")
        .with("ephemeralStorage", "2000M");
  }

  @Override
  JsonNode world(Target target) {
    return snapshot((WorkloadTarget) target);
  }

  @Test
  void limitsWhatHadNoneAndThePodsStart() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    assertThat(done.changes())
        .containsExactly(
            "container main: cpu limit none → 1",
            "container main: ephemeral-storage limit none → 2G",
            "container main: memory limit none → 1Gi");
    assertThat(done.warnings()).anyMatch(one -> one.contains("no request for memory"));
    awaitRollout(target);
  }

  @Test
  void bringsARequestDownWithTheLimitAndNeverRaisesOne() {
    WorkloadTarget target = prepared();
    edit("{\"limits\":{\"cpu\":\"2\",\"memory\":\"64Mi\"},\"requests\":{\"cpu\":\"1500m\"}}");
    Outcome.Succeeded done =
        succeed(
            target,
            Parameters.NONE.with("cpu", "0.25").with("memory", "128Mi").with("how", "template"));
    assertThat(done.changes())
        .containsExactly(
            "container main: cpu limit 2 → 250m", "container main: cpu request 1500m → 250m");
    assertThat(
            world(target).at("/spec/template/spec/containers/0/resources/limits/memory").asText())
        .isEqualTo("64Mi");
  }

  @Test
  void theUndoIsRefusedWhenSomebodySetOtherLimitsSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    edit("{\"limits\":{\"cpu\":\"4\"}}");
    assertThat(refuseToTakeBack(target, done).difference())
        .containsExactly(
            "/spec/template/spec/containers/main/resources/limits/cpu: left \"1\", now \"4\"");
  }

  @Test
  void nonsenseIsRefused() {
    WorkloadTarget target = prepared();
    for (Parameters wrong :
        new Parameters[] {
          Parameters.NONE,
          Parameters.NONE.with("cpu", "much"),
          Parameters.NONE.with("memory", "12"),
          Parameters.NONE.with("memory", "-1Gi"),
          parameters().with("container", "nobody"),
          parameters().with("how", "somehow")
        }) {
      assertFailed(execute(target, wrong), Kind.UNSUPPORTED);
    }
  }

  private void edit(String resources) {
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                client()
                    .resources(Deployment.class)
                    .inNamespace(namespace())
                    .withName("web")
                    .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\","
                            + "\"resources\":"
                            + resources
                            + "}]}}}}"),
            patched -> true);
  }
}
