package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The actions on nodes, on a node object of their own that no machine stands behind. */
final class NodeContracts {
  private NodeContracts() {}

  abstract static class OnNode extends TargetActionContract {

    @AfterEach
    void removeNode() {
      if (!namespace().isEmpty()) {
        client().nodes().withName(namespace()).delete();
      }
    }

    @Override
    Target prepared() {
      Node made =
          create(
              new NodeBuilder()
                  .withNewMetadata()
                  .withName(namespace())
                  .withLabels(Map.of("nightjar.io/test", "true"))
                  .endMetadata()
                  .withNewStatus()
                  .addToAllocatable("pods", new Quantity("10"))
                  .addToAllocatable("cpu", new Quantity("4"))
                  .addToAllocatable("memory", new Quantity("4Gi"))
                  .endStatus()
                  .build());
      return new NodeTarget(namespace(), made.getMetadata().getUid());
    }

    /** What nobody but the action and the test writes there. */
    @Override
    JsonNode world(Target target) {
      ObjectNode node =
          new ClusterObjects(client()).json(client().nodes().withName(namespace()).get());
      ObjectNode world = JsonNodeFactory.instance.objectNode();
      world.put("unschedulable", node.at("/spec/unschedulable").asBoolean());
      ArrayNode taints = world.putArray("taints");
      node.at("/spec/taints")
          .forEach(
              taint -> {
                if (!taint.path("key").asText().startsWith("node.")) {
                  taints.add(taint);
                }
              });
      ObjectNode annotations = world.putObject("annotations");
      node.at("/metadata/annotations")
          .properties()
          .forEach(
              one -> {
                if (one.getKey().startsWith("nightjar.io")) {
                  annotations.set(one.getKey(), one.getValue());
                }
              });
      return world;
    }

    void edit(Consumer<Node> change) {
      await()
          .atMost(Duration.ofSeconds(10))
          .ignoreException(KubernetesClientException.class)
          .until(
              () -> {
                client()
                    .nodes()
                    .withName(namespace())
                    .edit(
                        node -> {
                          change.accept(node);
                          return node;
                        });
                return true;
              });
    }
  }

  abstract static class Cordoning extends OnNode {
    @Override
    Action action(KubernetesClient client) {
      return new CordonNode(client);
    }

    @Test
    void theUndoIsRefusedWhenSomebodyUncordonedIt() {
      Target target = prepared();
      Outcome.Succeeded done = succeed(target);
      assertThat(world(target).path("unschedulable").asBoolean()).isTrue();
      edit(node -> node.getSpec().setUnschedulable(null));
      assertThat(refuseToTakeBack(target, done).difference())
          .containsExactly("/spec/unschedulable: left true, now false");
    }
  }

  abstract static class Tainting extends OnNode {
    @Override
    Action action(KubernetesClient client) {
      return new TaintNode(client);
    }

    @Override
    Parameters parameters() {
      return Parameters.NONE.with(TaintNode.KEY, "example.com/suspect").with("value", "yes");
    }

    @Test
    void otherTaintsComeAndGo() {
      Target target = prepared();
      Outcome.Succeeded done = succeed(target, parameters());
      assertThat(done.changes()).containsExactly("tainted example.com/suspect=yes:NoSchedule");
      edit(
          node ->
              node.getSpec()
                  .getTaints()
                  .addFirst(new Taint("NoSchedule", "example.com/other", null, null)));
      assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target).path("taints"))
          .extracting(taint -> taint.path("key").asText())
          .containsExactly("example.com/other");
    }

    @Test
    void theEffectThatDeletesRunningPodsIsRefused() {
      Outcome outcome = execute(prepared(), parameters().with(TaintNode.EFFECT, "NoExecute"));
      assertFailed(outcome, Kind.UNSUPPORTED);
      assertThat(((Outcome.Failed) outcome).cause()).contains("kubernetes:drain-node");
    }
  }

  abstract static class Draining extends OnNode {
    private final AtomicInteger pauses = new AtomicInteger();
    private String progress = "";

    @Override
    Map<String, String> needs() {
      return Map.of("policy/v1", "PodDisruptionBudget");
    }

    /** A second passes with every pause and nothing else. */
    @Override
    Action action(KubernetesClient client) {
      InstantSource clock = () -> Instant.EPOCH.plusSeconds(pauses.get());
      return new DrainNode(
          client,
          clock,
          () -> {
            pauses.incrementAndGet();
            progress =
                client()
                    .nodes()
                    .withName(namespace())
                    .get()
                    .getMetadata()
                    .getAnnotations()
                    .getOrDefault(Marks.DRAIN_PROGRESS, "");
          });
    }

    @Override
    Parameters parameters() {
      return Parameters.NONE
          .with(DrainNode.TIMEOUT_SECONDS, "3")
          .with(PodRemoval.GRACE_SECONDS, "0");
    }

    /** A pod of an owner that starts no other, bound to the node. */
    private void owned(String name, Map<String, String> labels) {
      ConfigMap owner =
          client().configMaps().inNamespace(namespace()).withName("owner").get() == null
              ? create(
                  new ConfigMapBuilder()
                      .withNewMetadata()
                      .withNamespace(namespace())
                      .withName("owner")
                      .endMetadata()
                      .build())
              : client().configMaps().inNamespace(namespace()).withName("owner").get();
      create(
          new PodBuilder(bound(name, labels))
              .editMetadata()
              .addNewOwnerReference()
              .withApiVersion("v1")
              .withKind("ConfigMap")
              .withName("owner")
              .withUid(owner.getMetadata().getUid())
              .withController(true)
              .endOwnerReference()
              .endMetadata()
              .build());
    }

    private Pod bound(String name, Map<String, String> labels) {
      return new PodBuilder(Fixtures.pod(namespace(), name, labels))
          .editSpec()
          .withNodeName(namespace())
          .endSpec()
          .build();
    }

    /** Name of the pod that a DaemonSet has put on the node. */
    private String daemon() {
      workload("DaemonSet", "agent");
      return await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  client().pods().inNamespace(namespace()).list().getItems().stream()
                      .filter(pod -> namespace().equals(pod.getSpec().getNodeName()))
                      .findFirst()
                      .orElse(null),
              pod -> pod != null)
          .getMetadata()
          .getName();
    }

    private List<String> podsLeft() {
      return client().pods().inNamespace(namespace()).list().getItems().stream()
          .filter(pod -> namespace().equals(pod.getSpec().getNodeName()))
          .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
          .map(pod -> pod.getMetadata().getName())
          .toList();
    }

    @Test
    void evictsWhatSomebodyReplacesAndTellsWhatStays() {
      Target target = prepared();
      String agent = daemon();
      owned("web", Map.of());
      create(bound("bare", Map.of()));
      owned("evidence", Map.of(Marks.QUARANTINE, "x"));
      Outcome.Succeeded done = succeed(target, parameters());
      assertThat(podsLeft()).containsExactlyInAnyOrder(agent, "bare", "evidence");
      assertThat(done.changes()).hasSize(2).endsWith("1 pods evicted");
      assertThat(done.warnings())
          .contains(
              "pods of DaemonSets stay: " + namespace() + "/" + agent,
              "nothing would replace them: " + namespace() + "/bare",
              "pods in quarantine stay, as evidence: " + namespace() + "/evidence");
      succeed(target, parameters().with(DrainNode.BARE_PODS, "evict"));
      assertThat(podsLeft()).containsExactlyInAnyOrder(agent, "evidence");
    }

    @Test
    void aBudgetHoldsItUntilTheTimeIsUp() {
      Target target = prepared();
      owned("web", Map.of("app", "web"));
      create(
          new PodDisruptionBudgetBuilder()
              .withNewMetadata()
              .withNamespace(namespace())
              .withName("web-budget")
              .endMetadata()
              .withNewSpec()
              .withNewMinAvailable(1)
              .withNewSelector()
              .addToMatchLabels("app", "web")
              .endSelector()
              .endSpec()
              .build());
      ready("web");
      int before = pauses.get();
      Outcome.Succeeded done = succeed(target, parameters());
      assertThat(pauses.get() - before).isEqualTo(3);
      assertThat(progress)
          .as("what people see on the node meanwhile")
          .isEqualTo("0 asked to go, 0 on their way, 1 refused for now");
      assertThat(podsLeft()).containsExactly("web");
      assertThat(done.changes()).endsWith("0 pods evicted; not drained whole");
      assertThat(done.warnings())
          .anyMatch(warning -> warning.contains("a disruption budget forbids it now"));
      assertThat(world(target).path("unschedulable").asBoolean()).isTrue();
      assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target).path("unschedulable").asBoolean()).isFalse();
    }

    private void ready(String name) {
      client()
          .pods()
          .inNamespace(namespace())
          .withName(name)
          .editStatus(
              pod ->
                  new PodBuilder(pod)
                      .editOrNewStatus()
                      .withPhase("Running")
                      .removeMatchingFromConditions(one -> one.getType().equals("Ready"))
                      .addNewCondition()
                      .withType("Ready")
                      .withStatus("True")
                      .endCondition()
                      .endStatus()
                      .build());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  client()
                      .policy()
                      .v1()
                      .podDisruptionBudget()
                      .inNamespace(namespace())
                      .withName("web-budget")
                      .get(),
              budget ->
                  budget.getStatus() != null
                      && Integer.valueOf(1).equals(budget.getStatus().getCurrentHealthy()));
    }

    @Test
    void aRunThatWasCutOffGoesOnWithTheOldBeforeState() {
      Target target = prepared();
      Outcome.Succeeded first = succeed(target, parameters());
      owned("late", Map.of());
      Outcome.Succeeded second = succeed(target, parameters());
      assertThat(podsLeft()).isEmpty();
      assertThat(second.beforeState()).isEqualTo(first.beforeState());
      assertThat(takeBack(target, second, false)).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(world(target).path("unschedulable").asBoolean()).isFalse();
    }

    @Test
    void itAsksForTheTimeThatItWasGiven() {
      Target target = prepared();
      assertThat(action(client()).timeLimit(request("r", target, parameters(), false)))
          .contains(Duration.ofSeconds(33));
      for (String wrong : List.of("-1", "soon", "9999")) {
        assertFailed(
            execute(target, Parameters.NONE.with(DrainNode.TIMEOUT_SECONDS, wrong)),
            Kind.UNSUPPORTED);
      }
    }
  }
}
