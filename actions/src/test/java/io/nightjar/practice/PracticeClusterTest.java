package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.nightjar.practice.http.AccessTable.Denial;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.User;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PracticeClusterTest {
  private PracticeCluster cluster;
  private KubernetesClient client;

  @BeforeEach
  void start() throws IOException {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
    client = clientOf(cluster.clientConfig());
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  private static KubernetesClient clientOf(Config config) {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  @Test
  void theSeedIsUpAndHasAHistoryWhenTheClusterIs() {
    var checkout = client.apps().deployments().inNamespace("shop").withName("checkout").get();

    assertThat(checkout.getStatus().getReadyReplicas()).isEqualTo(3);
    assertThat(
            client
                .apps()
                .replicaSets()
                .inNamespace("shop")
                .withLabel("app", "checkout")
                .list()
                .getItems())
        .extracting(
            set -> set.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage())
        .containsExactlyInAnyOrder(
            "registry.example/shop/checkout:1.4.1", "registry.example/shop/checkout:1.4.2");
    assertThat(client.pods().inAnyNamespace().list().getItems())
        .hasSizeGreaterThan(10)
        .allMatch(pod -> pod.getSpec().getNodeName().equals("node-1"))
        .allMatch(pod -> pod.getStatus().getPhase().equals("Running"));
  }

  @Test
  void theNodeIsNamedLikeThisMachineUnlessSaidOtherwise() {
    assertThat(Seed.localNodeName()).matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Seed.bare("x\"\nkind: Evil"));
  }

  @Test
  void theKubeconfigIsForItsOwnerAlone(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("state/kubeconfig");

    cluster.writeKubeconfig(file);
    cluster.writeKubeconfig(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (KubernetesClient fromFile = clientOf(Config.fromKubeconfig(file.toFile()))) {
      assertThat(fromFile.namespaces().withName("shop").get()).isNotNull();
    }
    try (var files = Files.list(directory.resolve("state"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void nobodyGetsInWithoutTheToken() {
    Config stranger =
        Config.fromKubeconfig(cluster.kubeconfig().replaceAll("token: .*", "token: guess"));
    try (KubernetesClient other = clientOf(stranger)) {
      assertCode(401, () -> other.namespaces().list());
    }
  }

  @Test
  void aDenialIsForbiddenAndTheReviewsSayTheSame() {
    cluster.access().deny(new Denial("*", "patch", "deployments/scale", "shop"));
    cluster.access().deny("delete", "pods");

    assertCode(
        403,
        () ->
            client
                .pods()
                .inNamespace("shop")
                .withLabel("app", "cart")
                .resources()
                .findFirst()
                .orElseThrow()
                .delete());
    assertCode(
        403,
        () ->
            client.raw(
                "/apis/apps/v1/namespaces/shop/deployments/cart/scale",
                "PATCH",
                "{\"spec\":{\"replicas\":0}}"));
    assertThat(mayDeletePods("somebody")).isFalse();

    cluster.access().allowAll();
    assertThat(mayDeletePods("somebody")).isTrue();
  }

  private boolean mayDeletePods(String user) {
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withGroups("system:masters")
                .withNewResourceAttributes()
                .withVerb("delete")
                .withResource("pods")
                .withNamespace("shop")
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  @Test
  void aTokenReviewKnowsTokensAndAudiences() {
    cluster.access().addUser("t-1", new User("ada", List.of("on-call")));

    var known = review("t-1");
    assertThat(known.getStatus().getAuthenticated()).isTrue();
    assertThat(known.getStatus().getUser().getUsername()).isEqualTo("ada");
    assertThat(known.getStatus().getUser().getGroups()).contains("on-call");
    assertThat(review("t-2").getStatus().getAuthenticated()).isNull();
    assertThat(review("t-1", "elsewhere").getStatus().getAuthenticated()).isNull();
  }

  private TokenReview review(String token, String... audiences) {
    return client
        .tokenReviews()
        .create(
            new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audiences)
                .endSpec()
                .build());
  }

  @Test
  void faultsHappenAsOftenAsAskedToTheRequestsTheyAreFor() {
    cluster.faults().next(2, request -> request.is("patch", "configmaps"), Fault.conflict());
    ConfigMap map = client.resource(map("one")).create();

    assertCode(409, () -> touch(map));
    assertThat(client.configMaps().inNamespace("shop").list().getItems()).isNotEmpty();
    assertCode(409, () -> touch(map));
    assertThat(touch(map).getData()).containsEntry("a", "1");
  }

  @Test
  void aRefusalThatMayBeTriedAgainSaysWhen() {
    cluster.faults().next(1, request -> request.is("get", "configmaps"), Fault.tooManyRequests(7));

    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> client.configMaps().inNamespace("shop").withName("x").get());

    assertThat(refused.getCode()).isEqualTo(429);
    assertThat(refused.getStatus().getDetails().getRetryAfterSeconds()).isEqualTo(7);
  }

  @Test
  void anAnswerCanGetLostAfterTheDeedAndAConnectionBeforeIt() {
    cluster.faults().next(1, r -> r.is("create", "configmaps"), new Fault.LoseAnswer());
    cluster.faults().next(1, r -> r.is("create", "configmaps"), new Fault.HangUp());

    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.resource(map("lost")).create());
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> client.resource(map("never")).create());

    assertThat(client.resource(map("lost")).get()).isNotNull();
    assertThat(client.resource(map("never")).get()).isNull();
  }

  @Test
  void aSlowAnswerComesLate() {
    Duration delay = Duration.ofMillis(400);
    cluster.faults().next(1, r -> r.is("get", "configmaps"), new Fault.Delay(delay));

    long start = System.nanoTime();
    client.resource(map("none")).get();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(delay);
  }

  @Test
  void aWatchFromAForgottenPastIsGoneAndAnInformerStartsOver() {
    try (var informer = client.configMaps().inNamespace("shop").inform()) {
      client.resource(map("before")).create();
      await().until(() -> informer.getStore().list().size() == 1);

      cluster.dropWatches(true);
      client.resource(map("after")).create();

      await().atMost(Duration.ofSeconds(30)).until(() -> informer.getStore().list().size() == 2);
    }
  }

  @Test
  void moreResourceTypesCanBeServed() throws IOException {
    ResourceType policies =
        ResourceType.namespaced("cilium.io/v2", "ciliumnetworkpolicies", "CiliumNetworkPolicy");
    try (PracticeCluster richer =
            PracticeCluster.start(Seed.bare("n"), 0, ResourceCatalog.standard().with(policies));
        KubernetesClient other = clientOf(richer.clientConfig())) {
      var context =
          new ResourceDefinitionContext.Builder()
              .withGroup("cilium.io")
              .withVersion("v2")
              .withKind("CiliumNetworkPolicy")
              .withPlural("ciliumnetworkpolicies")
              .withNamespaced(true)
              .build();
      GenericKubernetesResource policy = new GenericKubernetesResource();
      policy.setApiVersion("cilium.io/v2");
      policy.setKind("CiliumNetworkPolicy");
      policy.setMetadata(map("deny").getMetadata());
      policy.getMetadata().setNamespace("default");
      other.genericKubernetesResources(context).inNamespace("default").resource(policy).create();

      assertThat(other.genericKubernetesResources(context).inAnyNamespace().list().getItems())
          .hasSize(1);
      assertThat(other.hasApiGroup("cilium.io", true)).isTrue();
    }
    assertThat(client.hasApiGroup("cilium.io", true)).isFalse();
  }

  private ConfigMap touch(ConfigMap map) {
    return client
        .resource(map)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":\"1\"}}");
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("shop")
        .endMetadata()
        .withData(Map.of("x", "y"))
        .build();
  }

  private static void assertCode(int code, Runnable request) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, request::run);
    assertThat(refused).as("the request went through").isNotNull();
    assertThat(refused.getCode()).as(refused.getMessage()).isEqualTo(code);
  }
}
