package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the practice cluster's controllers do beside what the contract asks of every cluster. */
@Timeout(120)
class ControllersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private PracticeCluster cluster;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
    client = cluster.client();
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void aStatefulSetsPodKeepsItsNameSoAReleasedOneBlocksItsReplacement() {
    Pod zero = client.pods().inNamespace("shop").withName("redis-0").get();
    patch(zero, "{\"metadata\":{\"labels\":{\"app\":null}}}");
    await()
        .atMost(PATIENCE)
        .until(() -> client.resource(zero).get().getMetadata().getOwnerReferences().isEmpty());
    await().atMost(PATIENCE).until(() -> readyOfRedis() == 1);
    assertThat(client.pods().inNamespace("shop").withName("redis-0").get().getMetadata().getUid())
        .isEqualTo(zero.getMetadata().getUid());

    client.resource(zero).delete();

    await().atMost(PATIENCE).until(() -> readyOfRedis() == 2);
    assertThat(client.pods().inNamespace("shop").withName("redis-0").get().getMetadata().getUid())
        .isNotEqualTo(zero.getMetadata().getUid());
  }

  private int readyOfRedis() {
    Integer ready =
        client
            .apps()
            .statefulSets()
            .inNamespace("shop")
            .withName("redis")
            .get()
            .getStatus()
            .getReadyReplicas();
    return ready == null ? 0 : ready;
  }

  @Test
  void aStatefulSetRollsItsPodsAndKeepsTheHistory() {
    client
        .apps()
        .statefulSets()
        .inNamespace("shop")
        .withName("redis")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec":{"template":{"spec":{"containers":[
              {"name":"redis","image":"registry.example/base/redis:8"}]}}}}\
            """);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pods("shop", "app=redis"))
                    .hasSize(2)
                    .allMatch(
                        pod ->
                            pod.getSpec()
                                .getContainers()
                                .getFirst()
                                .getImage()
                                .equals("registry.example/base/redis:8")));
    assertThat(
            client
                .apps()
                .controllerRevisions()
                .inNamespace("shop")
                .withLabel("app", "redis")
                .list()
                .getItems())
        .extracting("revision")
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aDaemonSetFollowsTheNodes() {
    client
        .resource(new NodeBuilder().withNewMetadata().withName("node-2").endMetadata().build())
        .create();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pods("kube-system", "app=node-exporter"))
                    .extracting(pod -> pod.getSpec().getNodeName())
                    .containsExactlyInAnyOrder("node-1", "node-2"));

    client.nodes().withName("node-2").delete();
    await().atMost(PATIENCE).until(() -> pods("kube-system", "app=node-exporter").size() == 1);
  }

  @Test
  void aJobEndsWhenItsPodDoes() {
    Pod pod = pods("shop", "app=import-catalog").getFirst();
    client
        .pods()
        .inNamespace("shop")
        .withName(pod.getMetadata().getName())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Succeeded\"}}");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var job =
                  client.batch().v1().jobs().inNamespace("shop").withName("import-catalog").get();
              assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
              assertThat(job.getStatus().getConditions().getFirst().getType())
                  .isEqualTo("Complete");
            });
    assertThat(pods("shop", "app=import-catalog")).hasSize(1);
  }

  @Test
  void aServiceLeavesOutAPodThatLostItsLabelsOrIsNotReady() {
    List<Pod> pods = pods("shop", "app=checkout");
    patch(pods.get(0), "{\"metadata\":{\"labels\":{\"app\":\"quarantined\"}}}");
    client
        .resource(pods.get(1))
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(addressesOfCheckout())
                    .hasSize(2)
                    .doesNotContain(
                        pods.get(0).getStatus().getPodIP(), pods.get(1).getStatus().getPodIP())
                    .contains(pods.get(2).getStatus().getPodIP()));
  }

  private List<String> addressesOfCheckout() {
    return client.endpoints().inNamespace("shop").withName("checkout").get().getSubsets().stream()
        .flatMap(subset -> subset.getAddresses().stream())
        .map(address -> address.getIp())
        .toList();
  }

  @Test
  void aDeletedOwnerMayLeaveItsDependentsBehind() {
    client
        .apps()
        .deployments()
        .inNamespace("shop")
        .withName("cart")
        .withPropagationPolicy(DeletionPropagation.ORPHAN)
        .delete();

    await()
        .atMost(PATIENCE)
        .until(
            () -> client.apps().deployments().inNamespace("shop").withName("cart").get() == null);
    var sets =
        client.apps().replicaSets().inNamespace("shop").withLabel("app", "cart").list().getItems();
    assertThat(sets).hasSize(1);
    assertThat(sets.getFirst().getMetadata().getOwnerReferences()).isEmpty();
    assertThat(pods("shop", "app=cart")).hasSize(2);
  }

  @Test
  void aForegroundDeletionTakesTheDependentsFirst() {
    client
        .apps()
        .deployments()
        .inNamespace("shop")
        .withName("cart")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    await()
        .atMost(PATIENCE)
        .until(
            () -> client.apps().deployments().inNamespace("shop").withName("cart").get() == null);
    assertThat(pods("shop", "app=cart")).isEmpty();
  }

  @Test
  void aDeletedNamespaceTakesItsContentsAlong() {
    client.namespaces().withName("payments").delete();

    await().atMost(PATIENCE).until(() -> client.namespaces().withName("payments").get() == null);
    assertThat(client.apps().deployments().inNamespace("payments").list().getItems()).isEmpty();
    assertThat(pods("payments", "app=ledger")).isEmpty();
  }

  @Test
  void anUndoneIsolationKeepsTheOldPodAndDropsItsReplacement() {
    Pod suspect = pods("shop", "app=cart").getFirst();
    patch(suspect, "{\"metadata\":{\"labels\":{\"app\":null}}}");
    await().atMost(PATIENCE).until(() -> pods("shop", "app=cart").size() == 2);

    patch(suspect, "{\"metadata\":{\"labels\":{\"app\":\"cart\"}}}");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pods("shop", "app=cart"))
                    .hasSize(2)
                    .extracting(pod -> pod.getMetadata().getUid())
                    .contains(suspect.getMetadata().getUid()));
  }

  @Test
  void aPodWithoutARoomyNodeStaysPendingUntilThereIsOne() {
    client.nodes().withName("node-1").patch("{\"spec\":{\"unschedulable\":true}}");
    client.apps().deployments().inNamespace("shop").withName("cart").scale(3);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                pods("shop", "app=cart").stream()
                    .anyMatch(pod -> pod.getStatus().getPhase().equals("Pending")));

    client.nodes().withName("node-1").patch("{\"spec\":{\"unschedulable\":false}}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(pods("shop", "app=cart"))
                    .hasSize(3)
                    .allMatch(pod -> pod.getStatus().getPhase().equals("Running")));
  }

  private List<Pod> pods(String namespace, String label) {
    return client.pods().inNamespace(namespace).withLabelSelector(label).list().getItems();
  }

  private void patch(Pod pod, String patch) {
    client.resource(pod).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
