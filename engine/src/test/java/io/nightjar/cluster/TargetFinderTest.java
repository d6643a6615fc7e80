package io.nightjar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.cluster.TargetFinder.Found;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TargetFinderTest {
  @SuppressWarnings("NullAway.Init")
  private PracticeCluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private Target found(String text) {
    Found found = new TargetFinder(cluster.client()).find(text);
    assertThat(found).isInstanceOf(Found.It.class);
    return ((Found.It) found).target();
  }

  private Pod running() {
    return await()
        .until(
            () ->
                cluster.client().pods().inNamespace("shop").list().getItems().stream()
                    .filter(pod -> !pod.getStatus().getContainerStatuses().isEmpty())
                    .filter(
                        pod ->
                            pod.getStatus().getContainerStatuses().getFirst().getContainerID()
                                != null)
                    .findFirst()
                    .orElse(null),
            pod -> pod != null);
  }

  @Test
  void findsThingsAsTheyAreNow() {
    Pod pod = running();
    String name = pod.getMetadata().getName();
    String uid = pod.getMetadata().getUid();
    assertThat(found("pod/shop/" + name)).isEqualTo(new PodTarget("shop", name, uid));
    String container = pod.getSpec().getContainers().getFirst().getName();
    assertThat(found("container/shop/" + name + "/" + container))
        .isInstanceOfSatisfying(
            ContainerTarget.class,
            one -> {
              assertThat(one.podUid()).isEqualTo(uid);
              assertThat(one.node()).isEqualTo("node-1");
              assertThat(one.containerId()).doesNotContain("://").hasSize(64);
            });
    assertThat(found("namespace/shop"))
        .isInstanceOfSatisfying(NamespaceTarget.class, one -> assertThat(one.uid()).isNotEmpty());
    assertThat(found("node/node-1"))
        .isInstanceOfSatisfying(NodeTarget.class, one -> assertThat(one.uid()).isNotEmpty());
    String deployment =
        cluster
            .client()
            .apps()
            .deployments()
            .inNamespace("shop")
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    assertThat(found("Deployment/shop/" + deployment))
        .isInstanceOfSatisfying(
            WorkloadTarget.class, one -> assertThat(one.kind()).isEqualTo("Deployment"));
  }

  @Test
  void aSecretIsFoundWithoutItsValue() {
    Secret secret =
        cluster
            .client()
            .resource(
                new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace("shop")
                    .withName("token")
                    .endMetadata()
                    .withStringData(Map.of("key", "hunter2"))
                    .build())
            .create();
    assertThat(found("secret/shop/token"))
        .isEqualTo(new SecretTarget("shop", "token", secret.getMetadata().getUid()));
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertThat(new TargetFinder(cluster.client()).find("pod/shop/nothing"))
        .isEqualTo(new Found.Nothing("the cluster has no pod/shop/nothing"));
    assertThat(new TargetFinder(cluster.client()).find("secret/shop/nothing"))
        .isInstanceOf(Found.Nothing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pod", "pod/x", "pod/a/b/c", "pod//x", "service/shop/web", "node/"})
  void whatIsWrittenWronglyIsToldTheForms(String text) {
    assertThat(new TargetFinder(cluster.client()).find(text))
        .isInstanceOfSatisfying(
            Found.NoSuchForm.class, no -> assertThat(no.why()).contains("pod/NAMESPACE/NAME"));
  }
}
