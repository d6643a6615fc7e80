package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Nightjar relies on in any cluster. Runs against the practice cluster always and against a
 * real one where there is one, so that the two cannot drift apart.
 */
@Timeout(300)
abstract class ClusterContract {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  protected KubernetesClient client;
  protected String namespace;

  /** How to reach the cluster under test. */
  abstract Config config();

  private KubernetesClient connect() {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config()).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  /** An image that the cluster under test can run. */
  abstract String image();

  @BeforeEach
  void makeNamespace() {
    // a refusal is what is asked for here, so it must not be tried again
    client = connect();
    namespace = "nightjar-it-" + UUID.randomUUID().toString().substring(0, 8);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
  }

  @AfterEach
  void removeNamespace() {
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Test
  void aNewObjectGetsAnIdentityAndItsDefaults() {
    Deployment created = create(deployment("web", 0));

    assertThat(created.getMetadata().getUid()).isNotEmpty();
    assertThat(created.getMetadata().getResourceVersion()).isNotEmpty();
    assertThat(created.getMetadata().getCreationTimestamp()).isNotEmpty();
    assertThat(created.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(created.getSpec().getRevisionHistoryLimit()).isEqualTo(10);
    assertThat(created.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Always");
  }

  @Test
  void creatingWhatExistsIsRefused() {
    create(configMap("one", Map.of()));

    assertRefused(409, "AlreadyExists", () -> create(configMap("one", Map.of())));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(client.configMaps().inNamespace(namespace).withName("none").get()).isNull();
    assertRefused(
        404,
        "NotFound",
        () -> patch(configMap("none", Map.of()), PatchType.JSON_MERGE, "{\"data\":{}}"));
  }

  @Test
  void aNamespaceThatIsNotThereTakesNothing() {
    ConfigMap stray = configMap("stray", Map.of());
    stray.getMetadata().setNamespace(namespace + "-not");

    assertRefused(404, "NotFound", () -> client.resource(stray).create());
  }

  @Test
  void aStaleUpdateIsAConflict() {
    ConfigMap first = create(configMap("one", Map.of("a", "1")));
    patch(first, PatchType.JSON_MERGE, "{\"data\":{\"a\":\"2\"}}");

    assertRefused(
        409,
        "Conflict",
        () ->
            client
                .configMaps()
                .inNamespace(namespace)
                .resource(first)
                .lockResourceVersion(first.getMetadata().getResourceVersion())
                .update());
  }

  @Test
  void aPatchWithAStaleResourceVersionIsAConflict() {
    ConfigMap first = create(configMap("one", Map.of("a", "1")));
    patch(first, PatchType.JSON_MERGE, "{\"data\":{\"a\":\"2\"}}");

    String stale =
        "{\"metadata\":{\"resourceVersion\":\"%s\"},\"data\":{\"a\":\"3\"}}"
            .formatted(first.getMetadata().getResourceVersion());
    assertRefused(409, "Conflict", () -> patch(first, PatchType.JSON_MERGE, stale));
  }

  @Test
  void aPatchWithAnotherUidIsAConflict() {
    ConfigMap first = create(configMap("one", Map.of("a", "1")));

    String foreign = "{\"metadata\":{\"uid\":\"%s\"}}".formatted(UUID.randomUUID());
    KubernetesClientException refused =
        catchThrowableOfType(
            KubernetesClientException.class, () -> patch(first, PatchType.JSON_MERGE, foreign));
    assertThat(refused).as("the request went through").isNotNull();
    assertThat(refused.getCode()).as("old servers say 422").isIn(409, 422);
  }

  @Test
  void aMergePatchRemovesWhatIsNull() {
    ConfigMap map = create(configMap("one", Map.of("a", "1", "b", "2")));

    patch(map, PatchType.JSON_MERGE, "{\"data\":{\"a\":null,\"c\":\"3\"}}");

    assertThat(read(map).getData()).containsOnly(Map.entry("b", "2"), Map.entry("c", "3"));
  }

  @Test
  void aJsonPatchIsDoneWholeOrNotAtAll() {
    ConfigMap map = create(configMap("one", Map.of("a", "1")));

    assertRefusedWith(
        422,
        () ->
            patch(
                map,
                PatchType.JSON,
                """
                [{"op":"replace","path":"/data/a","value":"2"},
                 {"op":"test","path":"/data/a","value":"7"}]\
                """));
    assertThat(read(map).getData()).containsOnly(Map.entry("a", "1"));

    patch(
        map,
        PatchType.JSON,
        """
        [{"op":"test","path":"/data/a","value":"1"},
         {"op":"add","path":"/data/b.c","value":"2"},
         {"op":"remove","path":"/data/a"}]\
        """);
    assertThat(read(map).getData()).containsOnly(Map.entry("b.c", "2"));
  }

  @Test
  void aStrategicPatchMergesContainersByName() {
    Deployment web = create(deployment("web", 0));

    patch(
        web,
        PatchType.STRATEGIC_MERGE,
        """
        {"spec":{"template":{"spec":{
          "containers":[{"name":"web","securityContext":{"readOnlyRootFilesystem":true},
                         "volumeMounts":[{"name":"scratch","mountPath":"/tmp"}]},
                        {"name":"side","image":"%s"}],
          "volumes":[{"name":"scratch","emptyDir":{}}]}}}}\
        """
            .formatted(image()));

    var spec = read(web).getSpec().getTemplate().getSpec();
    assertThat(spec.getContainers()).extracting("name").containsExactlyInAnyOrder("web", "side");
    var container =
        spec.getContainers().stream().filter(c -> c.getName().equals("web")).findFirst();
    assertThat(container.orElseThrow().getImage()).isEqualTo(image());
    assertThat(container.orElseThrow().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
  }

  @Test
  void serverSideApplyCreatesAndThenMerges() {
    ConfigMap map = configMap("applied", Map.of("a", "1"));

    client.resource(map).fieldManager("nightjar-it").serverSideApply();
    map.setData(Map.of("a", "2", "b", "3"));
    client.resource(map).fieldManager("nightjar-it").forceConflicts().serverSideApply();

    assertThat(read(map).getData()).containsOnly(Map.entry("a", "2"), Map.entry("b", "3"));
  }

  @Test
  void aDryRunAnswersAndChangesNothing() {
    ConfigMap map = configMap("one", Map.of("a", "1"));
    assertThat(client.resource(map).dryRun().create().getData()).containsEntry("a", "1");
    assertThat(read(map)).isNull();

    ConfigMap stored = create(map);
    ConfigMap tried =
        client
            .configMaps()
            .inNamespace(namespace)
            .withName("one")
            .dryRun()
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":\"2\"}}");
    assertThat(tried.getData()).containsEntry("a", "2");
    client.resource(stored).dryRun().delete();

    assertThat(read(map).getData()).containsEntry("a", "1");
    assertThat(read(map).getMetadata().getResourceVersion())
        .isEqualTo(stored.getMetadata().getResourceVersion());
  }

  @Test
  void aDryRunIsValidatedLikeTheRealThing() {
    ConfigMap bad = configMap("Not_A_Name", Map.of());

    assertRefused(422, "Invalid", () -> client.resource(bad).dryRun().create());
  }

  @Test
  void aDeletionMeantForAnotherUidOrVersionIsRefused() {
    ConfigMap map = create(configMap("one", Map.of("a", "1")));
    String path = "/api/v1/namespaces/%s/configmaps/one".formatted(namespace);

    assertRefused(
        409,
        "Conflict",
        () -> client.raw(path, "DELETE", precondition("uid", UUID.randomUUID().toString())));
    patch(map, PatchType.JSON_MERGE, "{\"data\":{\"a\":\"2\"}}");
    assertRefused(
        409,
        "Conflict",
        () ->
            client.raw(
                path,
                "DELETE",
                precondition("resourceVersion", map.getMetadata().getResourceVersion())));
    assertThat(read(map)).isNotNull();

    client.raw(path, "DELETE", precondition("uid", map.getMetadata().getUid()));
    assertThat(read(map)).isNull();
  }

  private static String precondition(String field, String value) {
    return """
    {"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"%s":"%s"}}\
    """
        .formatted(field, value);
  }

  @Test
  void aFinalizerHoldsADeletionBack() {
    ConfigMap map = configMap("held", Map.of());
    map.getMetadata().setFinalizers(List.of("nightjar.io/test"));
    ConfigMap stored = create(map);

    client.resource(stored).delete();
    assertThat(read(map).getMetadata().getDeletionTimestamp()).isNotEmpty();

    patch(stored, PatchType.JSON_MERGE, "{\"metadata\":{\"finalizers\":null}}");
    await().atMost(PATIENCE).until(() -> read(map) == null);
  }

  @Test
  void listsBySelectorsOfBothKinds() {
    for (String name : List.of("a", "b", "c")) {
      ConfigMap map = configMap(name, Map.of());
      map.getMetadata().setLabels(name.equals("c") ? Map.of("x", "1") : Map.of("app", name));
      create(map);
    }

    assertThat(names("app=a", "")).containsExactly("a");
    assertThat(names("app!=a,!x", "metadata.name!=kube-root-ca.crt")).containsExactly("b");
    assertThat(names("app in (a,b)", "")).containsExactly("a", "b");
    assertThat(names("app in (a,b)", "metadata.name=b")).containsExactly("b");
    assertThat(names("x", "")).containsExactly("c");
    assertThat(names("app notin (a),x notin (1)", "metadata.name!=kube-root-ca.crt"))
        .containsExactly("b");
    assertRefusedWith(400, () -> names("", "data.a=1"));
  }

  private List<String> names(String labelSelector, String fieldSelector) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .list(
            new ListOptionsBuilder()
                .withLabelSelector(labelSelector)
                .withFieldSelector(fieldSelector)
                .build())
        .getItems()
        .stream()
        .map(map -> map.getMetadata().getName())
        .toList();
  }

  @Test
  void listsInPages() {
    for (int i = 0; i < 5; i++) {
      ConfigMap map = configMap("page-" + i, Map.of());
      map.getMetadata().setLabels(Map.of("paged", "yes"));
      create(map);
    }
    List<String> seen = new CopyOnWriteArrayList<>();
    String next = null;
    int pages = 0;
    do {
      ConfigMapList page =
          client
              .configMaps()
              .inNamespace(namespace)
              .list(
                  new ListOptionsBuilder()
                      .withLabelSelector("paged=yes")
                      .withLimit(2L)
                      .withContinue(next)
                      .build());
      page.getItems().forEach(map -> seen.add(map.getMetadata().getName()));
      next = page.getMetadata().getContinue();
      pages++;
    } while (next != null && !next.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
  }

  @Test
  @SuppressWarnings("try") // the watch is there for its events
  void aWatchTellsOfEverythingThatComesToMatchAndCeasesTo() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Watch watch =
        client
            .configMaps()
            .inNamespace(namespace)
            .withLabel("watched", "yes")
            .watch(recorder(seen))) {
      ConfigMap map = create(configMap("one", Map.of("a", "1")));
      patch(map, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"watched\":\"yes\"}}}");
      patch(map, PatchType.JSON_MERGE, "{\"data\":{\"a\":\"2\"}}");
      patch(map, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":null}}");
      patch(map, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"watched\":\"yes\"}}}");
      client.resource(map).delete();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(seen)
                      .containsExactly(
                          "ADDED one", "MODIFIED one", "DELETED one", "ADDED one", "DELETED one"));
    }
  }

  @Test
  @SuppressWarnings("try") // the watch is there for its events
  void aWatchContinuesWhereAListEnded() {
    create(configMap("before", Map.of()));
    String version =
        client.configMaps().inNamespace(namespace).list().getMetadata().getResourceVersion();
    create(configMap("between", Map.of()));
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Watch watch =
        client
            .configMaps()
            .inNamespace(namespace)
            .watch(
                new ListOptionsBuilder()
                    .withResourceVersion(version)
                    .withFieldSelector("metadata.name!=kube-root-ca.crt")
                    .build(),
                recorder(seen))) {
      create(configMap("after", Map.of()));

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(seen).containsExactly("ADDED between", "ADDED after"));
    }
  }

  private static Watcher<ConfigMap> recorder(List<String> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        seen.add(action + " " + map.getMetadata().getName());
      }

      @Override
      public void onClose(WatcherException cause) {
        seen.add("closed: " + cause.getMessage());
      }
    };
  }

  @Test
  void generationCountsChangesOfTheSpecAlone() {
    Deployment web = create(deployment("web", 0));

    patch(web, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    assertThat(read(web).getMetadata().getGeneration()).isEqualTo(1);

    patch(web, PatchType.JSON_MERGE, "{\"spec\":{\"minReadySeconds\":3}}");
    assertThat(read(web).getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void aChangeThatChangesNothingKeepsTheVersion() {
    ConfigMap map = create(configMap("one", Map.of("a", "1")));

    patch(map, PatchType.JSON_MERGE, "{\"data\":{\"a\":\"1\"}}");

    assertThat(read(map).getMetadata().getResourceVersion())
        .isEqualTo(map.getMetadata().getResourceVersion());
  }

  @Test
  void aRunningPodsSpecStaysAsItIs() {
    Pod pod = create(pod("solo", Map.of("app", "solo")));

    assertRefused(
        422,
        "Invalid",
        () ->
            patch(
                pod,
                PatchType.STRATEGIC_MERGE,
                """
                {"spec":{"containers":[{"name":"main",
                  "securityContext":{"readOnlyRootFilesystem":true}}]}}\
                """));
  }

  @Test
  void aSelectorMustMatchTheTemplateAndStay() {
    Deployment wrong = deployment("wrong", 0);
    wrong.getSpec().getTemplate().getMetadata().setLabels(Map.of("app", "other"));
    assertRefused(422, "Invalid", () -> create(wrong));

    Deployment web = create(deployment("web", 0));
    assertRefused(
        422,
        "Invalid",
        () ->
            patch(
                web,
                PatchType.JSON_MERGE,
                """
                {"spec":{"selector":{"matchLabels":{"x":"y"}},
                         "template":{"metadata":{"labels":{"x":"y"}}}}}\
                """));
  }

  @Test
  void aMountNeedsItsVolume() {
    Deployment web = create(deployment("web", 0));

    assertRefused(
        422,
        "Invalid",
        () ->
            patch(
                web,
                PatchType.STRATEGIC_MERGE,
                """
                {"spec":{"template":{"spec":{"containers":[
                  {"name":"web","volumeMounts":[{"name":"none","mountPath":"/x"}]}]}}}}\
                """));
  }

  @Test
  void aDeploymentBringsUpItsPodsAndSaysSo() {
    Deployment web = create(deployment("web", 2));
    awaitReady(web, 2);

    List<Pod> pods = pods("app=web");
    assertThat(pods).hasSize(2);
    assertThat(pods)
        .allSatisfy(
            pod -> {
              assertThat(pod.getMetadata().getOwnerReferences().getFirst().getKind())
                  .isEqualTo("ReplicaSet");
              assertThat(pod.getStatus().getContainerStatuses().getFirst().getContainerID())
                  .matches("[a-z-]+://[0-9a-f]{64}");
              assertThat(pod.getSpec().getNodeName()).isNotEmpty();
            });
    assertThat(read(web).getStatus().getObservedGeneration()).isEqualTo(1);
  }

  @Test
  void theScaleSubresourceChangesReplicas() {
    Deployment web = create(deployment("web", 1));

    client.apps().deployments().inNamespace(namespace).withName("web").scale(0);

    assertThat(read(web).getSpec().getReplicas()).isZero();
    await().atMost(PATIENCE).until(() -> pods("app=web").isEmpty());
  }

  @Test
  void aPodThatLosesItsLabelsIsReleasedAndReplacedAndTakenBack() {
    Deployment web = create(deployment("web", 2));
    awaitReady(web, 2);
    Pod suspect = pods("app=web").getFirst();

    patch(suspect, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"app\":null}}}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(read(suspect).getMetadata().getOwnerReferences()).isEmpty();
              assertThat(pods("app=web")).hasSize(2);
            });

    patch(suspect, PatchType.JSON_MERGE, "{\"metadata\":{\"labels\":{\"app\":\"web\"}}}");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(running("app=web")).hasSize(2);
              Pod back = read(suspect);
              assertThat(back == null || !back.getMetadata().getOwnerReferences().isEmpty())
                  .isTrue();
            });
  }

  @Test
  void aNewTemplateIsANewRevisionAndTheOldOneStaysForARollBack() {
    Deployment web = create(deployment("web", 1));
    awaitReady(web, 1);

    patch(
        web,
        PatchType.STRATEGIC_MERGE,
        """
        {"spec":{"template":{"spec":{"containers":[
          {"name":"web","env":[{"name":"RELEASE","value":"2"}]}]}}}}\
        """);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(
                      read(web)
                          .getMetadata()
                          .getAnnotations()
                          .get("deployment.kubernetes.io/revision"))
                  .isEqualTo("2");
              assertThat(
                      client
                          .apps()
                          .replicaSets()
                          .inNamespace(namespace)
                          .withLabel("app", "web")
                          .list()
                          .getItems())
                  .extracting(
                      set ->
                          set.getMetadata()
                                  .getAnnotations()
                                  .get("deployment.kubernetes.io/revision")
                              + " has "
                              + set.getSpec().getReplicas())
                  .containsExactlyInAnyOrder("1 has 0", "2 has 1");
            });
  }

  @Test
  void anEvictionUnderABudgetIsRefusedUntilThereIsRoom() {
    assumeTrue(client.supports(PodDisruptionBudget.class), "the cluster serves no policy/v1");
    Deployment web = create(deployment("web", 1));
    awaitReady(web, 1);
    create(
        new PodDisruptionBudgetBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withNewMinAvailable(1)
            .withNewSelector()
            .addToMatchLabels("app", "web")
            .endSelector()
            .endSpec()
            .build());
    awaitHealthy(1);
    Pod pod = pods("app=web").getFirst();
    String path =
        "/api/v1/namespaces/%s/pods/%s/eviction".formatted(namespace, pod.getMetadata().getName());
    String eviction =
        """
        {"kind":"Eviction","apiVersion":"policy/v1","metadata":{"name":"%s","namespace":"%s"}}\
        """
            .formatted(pod.getMetadata().getName(), namespace);

    assertRefused(429, "TooManyRequests", () -> client.raw(path, "POST", eviction));
    assertThat(read(pod).getMetadata().getDeletionTimestamp()).isNull();

    client.apps().deployments().inNamespace(namespace).withName("web").scale(2);
    awaitReady(web, 2);
    awaitHealthy(2);
    client.raw(path, "POST", eviction);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Pod now = read(pod);
              return now == null || now.getMetadata().getDeletionTimestamp() != null;
            });
  }

  private void awaitHealthy(int pods) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var status =
                  client
                      .policy()
                      .v1()
                      .podDisruptionBudget()
                      .inNamespace(namespace)
                      .withName("web")
                      .get()
                      .getStatus();
              return status != null && Objects.equals(status.getCurrentHealthy(), pods);
            });
  }

  @Test
  void whatADeletedOwnerLeavesBehindIsCollected() {
    Deployment web = create(deployment("web", 1));
    awaitReady(web, 1);

    client.resource(web).delete();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                pods("app=web").isEmpty()
                    && client
                        .apps()
                        .replicaSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .isEmpty());
  }

  @Test
  void saysWhetherAnActionWouldBeAllowed() {
    var review =
        client
            .authorization()
            .v1()
            .selfSubjectAccessReview()
            .create(
                new SelfSubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withNewResourceAttributes()
                    .withVerb("patch")
                    .withResource("pods")
                    .withNamespace(namespace)
                    .endResourceAttributes()
                    .endSpec()
                    .build());

    assertThat(review.getStatus().getAllowed()).isTrue();
  }

  @Test
  void aTokenIsGoodForItsAudienceAlone() {
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName("default")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withAudiences("nightjar")
                    .withExpirationSeconds(600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();

    TokenReviewStatus ours = review(token, "nightjar");
    assertThat(ours.getAuthenticated()).isTrue();
    assertThat(ours.getAudiences()).containsExactly("nightjar");
    assertThat(ours.getUser().getUsername())
        .isEqualTo("system:serviceaccount:" + namespace + ":default");
    assertThat(ours.getUser().getGroups()).contains("system:serviceaccounts:" + namespace);
    assertThat(review(token, "elsewhere").getAuthenticated()).isNull();
    assertThat(review(token).getAuthenticated()).isNull();
    assertThat(review("no.such.token", "nightjar").getAuthenticated()).isNull();
  }

  private TokenReviewStatus review(String token, String... audiences) {
    return client
        .tokenReviews()
        .create(
            new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audiences)
                .endSpec()
                .build())
        .getStatus();
  }

  @Test
  void rolesOfAGroupThatNobodyServesAreReviewedAllTheSame() {
    create(
        new RoleBuilder()
            .withNewMetadata()
            .withName("approver")
            .withNamespace(namespace)
            .endMetadata()
            .addNewRule()
            .withApiGroups("nightjar.io")
            .withResources("responses/approve")
            .withVerbs("create")
            .endRule()
            .build());
    create(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withName("approver")
            .withNamespace(namespace)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "Role", "approver")
            .addNewSubject("rbac.authorization.k8s.io", "User", "kim", null)
            .addNewSubject("rbac.authorization.k8s.io", "Group", "on-call", null)
            .build());

    // the authorizer learns of a role by a watch
    await().atMost(PATIENCE).until(() -> mayApprove("kim", "", namespace));
    assertThat(mayApprove("lee", "on-call", namespace)).isTrue();
    assertThat(mayApprove("lee", "staff", namespace)).isFalse();
    assertThat(mayApprove("kim", "", "default")).isFalse();
    assertThat(mayApprove("kim", "", null)).isFalse();
    assertThat(may("kim", "", "create", "responses", null, namespace)).isFalse();
    assertThat(may("kim", "", "delete", "responses", "approve", namespace)).isFalse();
    assertThat(may("x", "system:masters", "update", "playbooks", null, null)).isTrue();
  }

  private boolean mayApprove(String user, String group, @Nullable String in) {
    return may(user, group, "create", "responses", "approve", in);
  }

  private boolean may(
      String user,
      String group,
      String verb,
      String resource,
      @Nullable String subresource,
      @Nullable String in) {
    return client
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withGroups(group)
                .withNewResourceAttributes()
                .withGroup("nightjar.io")
                .withVerb(verb)
                .withResource(resource)
                .withSubresource(subresource)
                .withNamespace(in)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  // what the tests are made of

  protected <T extends HasMetadata> T create(T object) {
    return client.resource(object).create();
  }

  protected <T extends HasMetadata> T read(T object) {
    return client.resource(object).get();
  }

  protected <T extends HasMetadata> void patch(T object, PatchType type, String patch) {
    client.resource(object).patch(PatchContext.of(type), patch);
  }

  protected List<Pod> pods(String labelSelector) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabelSelector(labelSelector)
        .list()
        .getItems()
        .stream()
        .toList();
  }

  private List<Pod> running(String labelSelector) {
    return pods(labelSelector).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  protected void awaitReady(Deployment deployment, int replicas) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              var status = read(deployment).getStatus();
              return status != null
                  && Objects.equals(status.getReadyReplicas(), replicas)
                  && Objects.equals(status.getUpdatedReplicas(), replicas);
            });
  }

  protected ConfigMap configMap(String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withData(data)
        .build();
  }

  protected Pod pod(String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("main")
        .withImage(image())
        .endContainer()
        .endSpec()
        .build();
  }

  protected Deployment deployment(String name, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName(name)
        .withImage(image())
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  protected static void assertRefused(int code, String reason, Runnable request) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, request::run);
    assertThat(refused).as("the request went through").isNotNull();
    assertThat(refused.getCode()).as(refused.getMessage()).isEqualTo(code);
    assertThat(refused.getStatus().getReason()).isEqualTo(reason);
  }

  protected static void assertRefusedWith(int code, Runnable request) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, request::run);
    assertThat(refused).as("the request went through").isNotNull();
    assertThat(refused.getCode()).as(refused.getMessage()).isEqualTo(code);
  }
}
