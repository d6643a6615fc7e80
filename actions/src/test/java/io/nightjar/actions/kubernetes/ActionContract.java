package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every action promises, on any cluster; each test has a namespace of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ActionContract {
  private TestCluster cluster;
  private String namespace = "";
  @TempDir private Path intents;

  abstract TestCluster open();

  abstract Action action(KubernetesClient client);

  @BeforeAll
  void openCluster() {
    cluster = open();
  }

  @AfterAll
  void closeCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void makeNamespace() {
    needs().forEach(this::require);
    namespace = "nightjar-it-" + UUID.randomUUID().toString().substring(0, 8);
    client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    if (cluster instanceof TestCluster.Real) {
      // no pod is admitted before its controller has made it
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> client().serviceAccounts().inNamespace(namespace).withName("default").get(),
              account -> account != null);
    }
  }

  @AfterEach
  void removeNamespace() {
    if (!namespace.isEmpty()) {
      client().namespaces().withName(namespace).delete();
    }
  }

  Intents intents() {
    return new Intents(intents);
  }

  KubernetesClient client() {
    return cluster.client();
  }

  String namespace() {
    return namespace;
  }

  <T extends HasMetadata> T create(T object) {
    require(object.getApiVersion(), object.getKind());
    if (!(object instanceof Pod && cluster instanceof TestCluster.Real)) {
      return client().resource(object).create();
    }
    // refused until its account has what the controllers give it
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(
            e -> String.valueOf(e.getMessage()).contains("No API token found"))
        .until(() -> client().resource(object).create(), made -> true);
  }

  /** What all its tests need of the cluster, as API versions to kinds. */
  Map<String, String> needs() {
    return Map.of();
  }

  /** Skips the test on a real cluster that is too old to serve it. */
  void require(String apiVersion, String kind) {
    if (cluster instanceof TestCluster.Real && !served(apiVersion, kind)) {
      String missing = "the cluster does not serve " + apiVersion + " " + kind;
      System.out.println("skipped: " + missing);
      abort(missing);
    }
  }

  private boolean served(String apiVersion, String kind) {
    APIResourceList list = client().getApiResources(apiVersion);
    return list != null && list.getResources().stream().anyMatch(one -> one.getKind().equals(kind));
  }

  WorkloadTarget workload(String kind, String name) {
    return workload(Fixtures.workload(kind, namespace, name, Fixtures.OLD_IMAGE));
  }

  WorkloadTarget workload(String yaml) {
    HasMetadata made = create(client().getKubernetesSerialization().unmarshal(yaml));
    return new WorkloadTarget(
        made.getKind(), namespace, made.getMetadata().getName(), made.getMetadata().getUid());
  }

  /** One of the workload's pods, once it is on a node. */
  Pod podOf(WorkloadTarget workload) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client()
                    .pods()
                    .inNamespace(namespace)
                    .withLabel("app", workload.name())
                    .list()
                    .getItems()
                    .stream()
                    .filter(pod -> pod.getSpec().getNodeName() != null)
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .findFirst()
                    .orElse(null),
            pod -> pod != null);
  }

  /** A pod without controller, once it is on a node. */
  PodTarget bare(String name) {
    create(Fixtures.pod(namespace, name, Map.of("app", "web", "team", "red")));
    return target(
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> client().pods().inNamespace(namespace).withName(name).get(),
                pod -> pod.getSpec().getNodeName() != null));
  }

  static PodTarget target(Pod pod) {
    return new PodTarget(
        pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
  }

  /** What a person wrote, without what the server and the controllers write. */
  JsonNode snapshot(Class<? extends HasMetadata> type, String name) {
    HasMetadata object = client().resources(type).inNamespace(namespace).withName(name).get();
    ObjectNode json = new ClusterObjects(client()).json(object);
    json.remove("status");
    ObjectNode metadata = (ObjectNode) json.path("metadata");
    metadata.remove(List.of("resourceVersion", "generation", "managedFields"));
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("deployment.kubernetes.io/revision");
      annotations.remove("deprecated.daemonset.template.generation");
      if (type == Pod.class) {
        // network plugins note a pod's addresses on it
        List<String> names = new ArrayList<>();
        annotations.fieldNames().forEachRemaining(names::add);
        names.stream().filter(one -> !one.startsWith("nightjar.io")).forEach(annotations::remove);
      }
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
    return json;
  }

  /** Waits until all pods are of the present template and ready. */
  void awaitRollout(WorkloadTarget workload) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> RolloutProgress.of(json(workload)), RolloutProgress::done);
  }

  /** The whole object. */
  ObjectNode json(WorkloadTarget workload) {
    return new ClusterObjects(client())
        .json(
            client()
                .resources(WorkloadKind.of(workload.kind()).orElseThrow().type())
                .inNamespace(namespace)
                .withName(workload.name())
                .get());
  }

  /** What a person wrote of a workload. */
  JsonNode snapshot(WorkloadTarget workload) {
    return snapshot(WorkloadKind.of(workload.kind()).orElseThrow().type(), workload.name());
  }

  String version(Class<? extends HasMetadata> type, String name) {
    return client()
        .resources(type)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getMetadata()
        .getResourceVersion();
  }

  Outcome execute(Target target) {
    return execute(target, Parameters.NONE);
  }

  Outcome execute(Target target, Parameters parameters) {
    return action(client()).execute(request("r-1", target, parameters, false));
  }

  Outcome.Succeeded succeed(Target target) {
    return succeeded(execute(target));
  }

  Outcome.Succeeded succeed(Target target, Parameters parameters) {
    return succeeded(execute(target, parameters));
  }

  static Outcome.Succeeded succeeded(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    return (Outcome.Succeeded) outcome;
  }

  UndoOutcome undo(Target target, JsonNode beforeState) {
    return action(client()).undo(request("r-1", target, Parameters.NONE, false), beforeState);
  }

  ActionRequest request(String response, Target target, Parameters parameters, boolean dryRun) {
    return new ActionRequest(
        response, action(client()).descriptor().id(), target, parameters, dryRun);
  }

  static void assertFailed(Outcome outcome, Kind kind) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) outcome).kind()).isEqualTo(kind);
  }
}
