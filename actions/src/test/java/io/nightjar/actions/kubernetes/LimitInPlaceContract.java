package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The running pods of a workload, where the cluster can resize them. */
abstract class LimitInPlaceContract extends TargetActionContract {

  @BeforeEach
  void assumeItCanBeDone() {
    assumeTrue(
        new ClusterObjects(client()).hasSubresource("pods/resize"),
        "the cluster cannot resize running pods");
  }

  @Override
  Action action(KubernetesClient client) {
    return new LimitResources(client);
  }

  @Override
  WorkloadTarget prepared() {
    WorkloadTarget web = with("resources: {limits: {cpu: '1', memory: 64Mi}}");
    awaitRollout(web);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(pods()).hasSize(2).allMatch(ResizeStatus::isInForce));
    return web;
  }

  private WorkloadTarget with(String resources) {
    return workload(
        Fixtures.workload("Deployment", namespace(), "web", Fixtures.OLD_IMAGE)
            .replace("          env:", "          " + resources + "\n          env:"));
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE.with("cpu", "250m");
  }

  private List<ObjectNode> pods() {
    ClusterObjects cluster = new ClusterObjects(client());
    return cluster.list(Pod.class, namespace()).stream()
        .filter(pod -> pod.getStatus().getPhase().equals("Running"))
        .map(cluster::json)
        .toList();
  }

  @Override
  JsonNode world(Target target) {
    ObjectNode world = JsonNodeFactory.instance.objectNode();
    world.set("workload", snapshot(Deployment.class, "web"));
    for (ObjectNode pod : pods()) {
      ObjectNode one = world.putObject(pod.at("/metadata/uid").asText());
      one.set("resources", ResizePlan.resources(pod));
      one.set("mark", pod.path("metadata").path("annotations").path(Marks.LIMITED));
    }
    return world;
  }

  private ActionRequest asked(WorkloadTarget target) {
    return request("r-1", target, parameters(), false);
  }

  @Test
  void theRunningPodsAreLimitedAndNoneIsRestarted() {
    WorkloadTarget target = prepared();
    List<String> before = pods().stream().map(pod -> pod.at("/metadata/uid").asText()).toList();
    JsonNode template = snapshot(Deployment.class, "web");

    Outcome.Succeeded done = succeed(target, parameters());

    assertThat(done.changes()).hasSize(2).allMatch(one -> one.endsWith("cpu limit 1 → 250m"));
    assertThat(done.warnings()).anyMatch(one -> one.contains("none is restarted"));
    assertThat(snapshot(Deployment.class, "web")).isEqualTo(template);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(action(client()).progress(asked(target)))
                    .contains(
                        new Progress(Progress.State.READY, "2 of 2 pods run with the new limits")));
    assertThat(pods())
        .extracting(pod -> pod.at("/metadata/uid").asText())
        .containsExactlyInAnyOrderElementsOf(before);
    assertThat(pods())
        .allMatch(
            pod ->
                pod.at("/status/containerStatuses/0/resources/limits/cpu").asText().equals("250m"))
        .allMatch(pod -> pod.at("/status/containerStatuses/0/restartCount").asInt() == 0);
  }

  @Test
  void aPodThatIsGoneDoesNotKeepTheOthersLimited() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    client()
        .pods()
        .inNamespace(namespace())
        .withName(pods().getFirst().at("/metadata/name").asText())
        .withGracePeriod(0)
        .delete();
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(pods())
                    .isNotEmpty()
                    .allMatch(
                        pod ->
                            pod.at("/spec/containers/0/resources/limits/cpu")
                                .asText()
                                .equals("1")));
  }

  @Test
  void theUndoIsRefusedWhenSomebodyResizedAPodSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target, parameters());
    ActionRequest asked = asked(target);
    assertThat(action(client()).standing(asked, done.beforeState()))
        .isInstanceOf(Standing.Holds.class);
    ObjectNode pod = pods().getFirst();
    client()
        .pods()
        .inNamespace(namespace())
        .withName(pod.at("/metadata/name").asText())
        .subresource("resize")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"spec\":{\"containers\":[{\"name\":\"main\",\"resources\":"
                + "{\"limits\":{\"cpu\":\"900m\"},\"requests\":{\"cpu\":\"900m\"}}}]}}");

    assertThat(refuseToTakeBack(target, done).difference())
        .anyMatch(line -> line.contains("/main/limits/cpu: left \"250m\", now \"900m\""));
    assertThat(action(client()).standing(asked, done.beforeState()))
        .isInstanceOf(Standing.Reverted.class);
  }

  @Test
  void whatCouldNotBeTakenBackExactlyIsDoneByTheTemplate() {
    WorkloadTarget target = with("resources: {requests: {cpu: 10m}}");
    awaitRollout(target);
    Parameters inPlace = parameters().with("how", "in-place");
    Outcome refused = execute(target, inPlace);
    assertFailed(refused, Kind.UNSUPPORTED);
    assertThat(((Outcome.Failed) refused).cause()).contains("cannot be taken away again");

    Outcome.Succeeded done = succeed(target, parameters());

    assertThat(done.changes()).containsExactly("container main: cpu limit none → 250m");
    assertThat(done.warnings()).anyMatch(one -> one.startsWith("not in place: "));
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
  }

  @Test
  void whatTheApiServerRefusesIsDoneByTheTemplate() {
    // lowering the processor's limit alone below its request would change the class of the pod
    WorkloadTarget target =
        with("resources: {limits: {cpu: '1', memory: 64Mi}, requests: {cpu: 200m, memory: 64Mi}}");
    awaitRollout(target);
    Parameters equal = Parameters.NONE.with("cpu", "200m");
    assertFailed(execute(target, equal.with("how", "in-place")), Kind.REFUSED);
    Outcome.Succeeded done = succeed(target, equal);
    assertThat(done.warnings())
        .anyMatch(one -> one.startsWith("not in place: ") && one.contains("QOS"));
  }
}
