package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

abstract class ScaleToZeroContract extends WorkloadActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new ScaleToZero(client);
  }

  @Override
  WorkloadTarget prepared() {
    return workload("Deployment", "web");
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE;
  }

  @Test
  void stopsEveryPodOfADeployment() {
    WorkloadTarget target = prepared();
    podOf(target);
    assertThat(succeed(target).changes()).containsExactly("replicas 2 → 0");
    assertThat(spec(Deployment.class, "web").path("replicas").asInt(-1)).isZero();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client().resources(Pod.class).inNamespace(namespace()).list().getItems().isEmpty());
  }

  @Test
  void scalesStatefulSetsAndFreeReplicaSetsAndBack() {
    WorkloadTarget database = workload("StatefulSet", "db");
    WorkloadTarget free = workload("ReplicaSet", "free");
    Outcome.Succeeded one = succeed(database);
    Outcome.Succeeded other = succeed(free);
    assertThat(spec(StatefulSet.class, "db").path("replicas").asInt(-1)).isZero();
    assertThat(spec(ReplicaSet.class, "free").path("replicas").asInt(-1)).isZero();
    assertThat(undo(database, one.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(undo(free, other.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(spec(StatefulSet.class, "db").path("replicas").asInt(-1)).isEqualTo(2);
    assertThat(spec(ReplicaSet.class, "free").path("replicas").asInt(-1)).isEqualTo(2);
  }

  @Test
  void aDaemonSetSelectsNoNodeAndGetsItsSelectorBack() {
    WorkloadTarget agent = workload("DaemonSet", "agent");
    podOf(agent);
    JsonNode before = snapshot(agent);
    Outcome.Succeeded done = succeed(agent);
    assertThat(done.changes()).singleElement().asString().endsWith("added: no node has it");
    assertThat(done.warnings()).anyMatch(warning -> warning.startsWith("a DaemonSet has no count"));
    assertThat(execute(agent)).isInstanceOf(Outcome.NothingToDo.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client().resources(Pod.class).inNamespace(namespace()).list().getItems().isEmpty());
    assertThat(undo(agent, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(agent)).isEqualTo(before);
    podOf(agent);
  }

  @Test
  void aReplicaSetOfADeploymentIsRefusedWithItsOwnersName() {
    WorkloadTarget web = prepared();
    ReplicaSet owned =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    client()
                        .resources(ReplicaSet.class)
                        .inNamespace(namespace())
                        .list()
                        .getItems()
                        .stream()
                        .findFirst()
                        .orElse(null),
                found -> found != null);
    Outcome outcome =
        execute(
            new WorkloadTarget(
                "ReplicaSet",
                namespace(),
                owned.getMetadata().getName(),
                owned.getMetadata().getUid()));
    assertFailed(outcome, Kind.UNSUPPORTED);
    assertThat(((Outcome.Failed) outcome).cause()).contains("Deployment " + web.name());
  }

  @Test
  void theUndoIsRefusedWhenSomebodyScaledItSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    edit(target.name(), deployment -> deployment.getSpec().setReplicas(1));
    assertThat(((UndoOutcome.Refused) undo(target, done.beforeState())).difference())
        .containsExactly("/spec/replicas: left 0, now 1");
    assertThat(spec(Deployment.class, "web").path("replicas").asInt()).isOne();
  }

  @Test
  void tellsOfTheAutoscaler() {
    WorkloadTarget target = prepared();
    create(Fixtures.autoscaler(namespace(), "web"));
    assertThat(succeed(target).warnings())
        .anyMatch(warning -> warning.startsWith("HorizontalPodAutoscaler web "));
  }
}
