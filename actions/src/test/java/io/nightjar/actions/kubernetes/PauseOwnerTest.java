package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.RequestInfo;
import io.nightjar.practice.http.User;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two owners, of which one cannot be paused: neither stays paused. */
class PauseOwnerTest extends ActionContract {
  private final TestCluster.Practice practice = TestCluster.practice();

  @Override
  TestCluster open() {
    return practice;
  }

  @Override
  Action action(KubernetesClient client) {
    return new PauseOwner(client);
  }

  private WorkloadTarget prepared() {
    WorkloadTarget web = workload("Deployment", "web");
    create(Fixtures.autoscaler(namespace(), "web"));
    create(
        client()
            .getKubernetesSerialization()
            .unmarshal(
                """
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: shop, namespace: %1$s}
                spec: {syncPolicy: {automated: {}}}
                status: {resources: [{group: apps, kind: Deployment, namespace: %1$s, name: web}]}
                """
                    .formatted(namespace()),
                CustomTypes.ArgoApplication.class));
    return web;
  }

  private JsonNode application() {
    return snapshot(CustomTypes.ArgoApplication.class, "shop");
  }

  private static boolean isPatchOfAutoscaler(RequestInfo about) {
    return about.verb().equals("patch") && about.resource().equals("horizontalpodautoscalers");
  }

  @Test
  void whereOneIsForbiddenTheOtherIsNotTouched() {
    WorkloadTarget web = prepared();
    JsonNode before = application();
    practice.cluster().access().addUser("limited", new User("limited", List.of()));
    practice.cluster().access().limit("limited", about -> !isPatchOfAutoscaler(about));
    try (KubernetesClient limited = practice.clientWith("limited")) {
      Outcome outcome = action(limited).execute(request("r-1", web, Parameters.NONE, false));
      assertFailed(outcome, Kind.REFUSED);
      assertThat(((Outcome.Failed) outcome).cause())
          .startsWith("HorizontalPodAutoscaler " + namespace() + "/web: ")
          .contains("may not patch");
    } finally {
      practice.cluster().access().allowAll();
    }
    assertThat(application()).isEqualTo(before);
  }

  @Test
  void whereOneIsRefusedAfterAllTheOtherIsPutBack() {
    WorkloadTarget web = prepared();
    JsonNode before = application();
    spoil(ConflictRetry.ATTEMPTS, Fault.conflict());
    Outcome outcome = execute(web);
    assertFailed(outcome, Kind.CONFLICT);
    assertThat(((Outcome.Failed) outcome).cause())
        .endsWith("; what was paused before it was put back");
    assertThat(application()).isEqualTo(before);
    assertThat(succeed(web).changes()).hasSize(2);
  }

  @Test
  void whereTheServerFailsTheNextRunGoesOnAndItsUndoTakesBackBoth() {
    WorkloadTarget web = prepared();
    JsonNode before = application();
    spoil(1, Fault.internalError());
    Outcome outcome = execute(web);
    assertFailed(outcome, Kind.UNAVAILABLE);
    assertThat(((Outcome.Failed) outcome).cause())
        .endsWith("; done before that and left so: Application " + namespace() + "/shop");
    Outcome.Succeeded done = succeed(web);
    assertThat(done.changes()).hasSize(2);
    assertThat(undo(web, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(application()).isEqualTo(before);
  }

  private void spoil(int times, Fault fault) {
    practice
        .cluster()
        .faults()
        .next(times, about -> isPatchOfAutoscaler(about) && !about.dryRun(), fault);
  }
}
