package io.nightjar.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PodIndexTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T03:00:00Z"));
  private PracticeCluster cluster;
  private KubernetesClient client;
  private PodIndex index;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
    client = cluster.client();
    index = PodIndex.start(client, now::get);
    assertThat(index.awaitReady(PATIENCE)).isTrue();
  }

  @AfterEach
  void stop() {
    index.close();
    client.close();
    cluster.close();
  }

  @Test
  void knowsEveryPodOnceItIsReady() {
    assertThat(index.size()).isEqualTo(client.pods().inAnyNamespace().list().getItems().size());
  }

  @Test
  void findsAPodByUidAndNamesItsDeploymentNotItsReplicaSet() {
    Pod pod = pod("shop", "app=checkout");

    PodInfo found = index.byUid(pod.getMetadata().getUid()).orElseThrow();

    assertThat(found.pod().name()).isEqualTo(pod.getMetadata().getName());
    assertThat(found.pod().namespace()).isEqualTo("shop");
    assertThat(found.node()).isEqualTo("node-1");
    assertThat(found.labels()).containsEntry("app", "checkout");
    assertThat(found.workload()).isEqualTo(deployment("shop", "checkout"));
  }

  @Test
  void findsAPodByAContainerIdOrTwelveDigitsOfIt() {
    Pod pod = pod("shop", "app=cart");
    String id = containerId(pod, 1);

    assertThat(index.byContainerId(id)).contains(found(pod));
    assertThat(index.byContainerId(id.substring(0, 12))).contains(found(pod));
    assertThat(index.byContainerId(id.substring(0, 11))).isEmpty();
    assertThat(index.byContainerId(id.substring(0, 12) + "zz")).isEmpty();
    assertThat(index.byContainerId("")).isEmpty();
    assertThat(index.byUid("nobody")).isEmpty();
  }

  @Test
  void aNameLeadsToThePodThatHasItNow() {
    Pod pod = pod("shop", "app=checkout");
    String name = pod.getMetadata().getName();
    assertThat(index.byName("shop", name)).contains(found(pod));
    assertThat(index.byName("ops", name)).isEmpty();

    client.pods().inNamespace("shop").withName(name).withGracePeriod(0).delete();

    await().atMost(PATIENCE).until(() -> index.byName("shop", name).isEmpty());
    assertThat(index.byUid(pod.getMetadata().getUid())).as("still known for a while").isPresent();
  }

  @Test
  void listsInitContainersFirstAndTellsThePrivilegedOnes() {
    PodInfo cart = found(pod("shop", "app=cart"));
    PodInfo toolbox = found(pod("ops", "app=debug-toolbox"));

    assertThat(cart.containers())
        .extracting(ContainerInfo::name)
        .containsExactly("migrate", "cart", "cache");
    assertThat(cart.containers()).noneMatch(ContainerInfo::privileged);
    assertThat(cart.containers()).allSatisfy(c -> assertThat(c.id()).matches("[0-9a-f]{64}"));
    assertThat(cart.containers().get(1).image()).isEqualTo("registry.example/shop/cart:2.0.7");
    assertThat(cart.hostNetwork()).isFalse();
    assertThat(toolbox.containers()).allMatch(ContainerInfo::privileged);
    assertThat(toolbox.hostNetwork()).isTrue();
  }

  @Test
  void seesAnEphemeralContainerThatIsAddedLater() {
    Pod pod = pod("shop", "app=checkout");

    client.raw(
        "/api/v1/namespaces/shop/pods/%s/ephemeralcontainers"
            .formatted(pod.getMetadata().getName()),
        "PUT",
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
         "spec":{"ephemeralContainers":[{"name":"debugger","image":"registry.example/dbg:1",
                                         "securityContext":{"privileged":true}}]}}\
        """
            .formatted(pod.getMetadata().getName()));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(found(pod).containers())
                    .anySatisfy(
                        container -> {
                          assertThat(container.name()).isEqualTo("debugger");
                          assertThat(container.privileged()).isTrue();
                          assertThat(index.byContainerId(container.id())).isPresent();
                        }));
  }

  @Test
  void namesTheOwnersOfOtherKinds() {
    assertThat(ownerKind("shop", "app=redis")).isEqualTo("StatefulSet");
    assertThat(ownerKind("kube-system", "app=node-exporter")).isEqualTo("DaemonSet");
    assertThat(ownerKind("shop", "app=import-catalog")).isEqualTo("Job");
  }

  @Test
  void namesTheCronJobBehindAJob() {
    CronJob nightly =
        client
            .batch()
            .v1()
            .cronjobs()
            .load(
                new ByteArrayInputStream(
                    """
                    {"apiVersion":"batch/v1","kind":"CronJob",
                     "metadata":{"name":"nightly","namespace":"shop"},
                     "spec":{"schedule":"0 3 * * *","jobTemplate":{"spec":{"template":{"spec":{
                       "restartPolicy":"Never",
                       "containers":[{"name":"report","image":"registry.example/report:1"}]}}}}}}\
                    """
                        .getBytes(StandardCharsets.UTF_8)))
            .create();
    client
        .resource(
            new JobBuilder()
                .withNewMetadata()
                .withName("nightly-1")
                .withNamespace("shop")
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("CronJob")
                .withName("nightly")
                .withUid(nightly.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(nightly.getSpec().getJobTemplate().getSpec())
                .build())
        .create();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(found(pod("shop", "batch.kubernetes.io/job-name=nightly-1")).workload())
                    .isEqualTo(
                        new WorkloadTarget(
                            "CronJob", "shop", "nightly", nightly.getMetadata().getUid())));
  }

  @Test
  void aPodTakenOutOfItsWorkloadIsStillKnownAsItsPart() {
    Pod pod = pod("shop", "app=checkout");

    patch(pod, "{\"metadata\":{\"labels\":{\"app\":null,\"quarantine\":\"yes\"}}}");

    await()
        .atMost(PATIENCE)
        .until(() -> client.resource(pod).get().getMetadata().getOwnerReferences().isEmpty());
    await()
        .atMost(PATIENCE)
        .until(() -> found(pod).labels().getOrDefault("quarantine", "").equals("yes"));
    assertThat(found(pod).labels()).doesNotContainKey("app");
    assertThat(found(pod).workload()).isEqualTo(deployment("shop", "checkout"));
  }

  @Test
  void aDeletedPodIsFoundForAMinuteAndThenForgotten() {
    Pod pod = pod("shop", "app=checkout");
    String id = containerId(pod, 0);
    int known = index.size();

    client.resource(pod).delete();
    // its replacement shows that the index has seen the deletion, which came before it
    await().atMost(PATIENCE).until(() -> index.size() > known);

    now.updateAndGet(instant -> instant.plusSeconds(59));
    assertThat(index.byUid(pod.getMetadata().getUid())).isPresent();
    assertThat(index.byContainerId(id)).isPresent();
    assertThat(found(pod).workload()).isEqualTo(deployment("shop", "checkout"));

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              now.updateAndGet(instant -> instant.plusSeconds(61));
              return index.byUid(pod.getMetadata().getUid()).isEmpty();
            });
    assertThat(index.byContainerId(id)).isEmpty();
  }

  @Test
  void anEventOfARestartedContainersFormerLifeStillFindsThePod() {
    Pod pod = pod("shop", "app=checkout");
    String before = containerId(pod, 0);

    client
        .resource(pod)
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            """
            {"spec":{"containers":[{"name":"checkout",
              "image":"registry.example/shop/checkout:1.4.3"}]}}\
            """);

    await().atMost(PATIENCE).until(() -> !found(pod).containers().getFirst().id().equals(before));
    assertThat(index.byContainerId(found(pod).containers().getFirst().id())).contains(found(pod));
    assertThat(index.byContainerId(before)).contains(found(pod));
    now.updateAndGet(instant -> instant.plusSeconds(61));
    assertThat(index.byContainerId(before)).isEmpty();
    assertThat(index.byUid(pod.getMetadata().getUid())).isPresent();
  }

  @Test
  void catchesUpWithWhatHappenedWhileItWasCutOff() {
    Pod gone = pod("shop", "app=checkout");
    cluster
        .faults()
        .next(Integer.MAX_VALUE, request -> request.is("watch", "pods"), new Fault.HangUp());
    cluster.dropWatches(true);
    client.resource(gone).delete();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client
                        .pods()
                        .inNamespace("shop")
                        .withLabel("app", "checkout")
                        .list()
                        .getItems()
                        .stream()
                        .filter(
                            pod -> !pod.getMetadata().getUid().equals(gone.getMetadata().getUid()))
                        .count()
                    == 3);
    cluster.dropWatches(true);
    cluster.faults().clear();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .pods()
                            .inNamespace("shop")
                            .withLabel("app", "checkout")
                            .list()
                            .getItems())
                    .allSatisfy(pod -> assertThat(index.byUid(uid(pod))).isPresent()));
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              now.updateAndGet(instant -> instant.plusSeconds(61));
              return index.byUid(uid(gone)).isEmpty();
            });
  }

  @Test
  void isNotReadyWhileTheServerRefusesAndIsOnceItAnswers() throws InterruptedException {
    index.close();
    cluster.access().deny("list", "pods");
    PodIndex late = PodIndex.start(client, now::get);
    try {
      assertThat(late.awaitReady(Duration.ofMillis(300))).isFalse();
      cluster.access().allowAll();
      assertThat(late.awaitReady(Duration.ofSeconds(60))).isTrue();
      assertThat(late.byUid(uid(pod("shop", "app=cart")))).isPresent();
    } finally {
      late.close();
    }
  }

  private PodInfo found(Pod pod) {
    return index.byUid(uid(pod)).orElseThrow();
  }

  private String ownerKind(String namespace, String label) {
    return Objects.requireNonNull(found(pod(namespace, label)).workload()).kind();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static String containerId(Pod pod, int container) {
    String id = pod.getStatus().getContainerStatuses().get(container).getContainerID();
    return id.substring("containerd://".length());
  }

  private Pod pod(String namespace, String label) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabelSelector(label)
        .list()
        .getItems()
        .getFirst();
  }

  private WorkloadTarget deployment(String namespace, String name) {
    String uid =
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withName(name)
            .get()
            .getMetadata()
            .getUid();
    return new WorkloadTarget("Deployment", namespace, name, uid);
  }

  private void patch(Pod pod, String patch) {
    client.resource(pod).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
