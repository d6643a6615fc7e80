package io.nightjar.respond;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.kubernetes.JobTemplate;
import io.nightjar.actions.kubernetes.JobTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * What the fault tests need to know of one action: what it acts on.
 *
 * <p>A new action gets its line in {@link #ALL}. What is planted lies in the given namespace, which
 * is new each time; an object without namespace carries its name in its own, where the name is
 * ours.
 *
 * @param isClusterWide whether the action makes objects without namespace
 * @param plant makes what the action acts on and returns it; the last object made is the target
 */
record ActionScenario(Parameters parameters, Plant plant, boolean isClusterWide) {

  ActionScenario(Parameters parameters, Plant plant) {
    this(parameters, plant, false);
  }

  /** By action id; an action that never asks the API server is in {@link #ELSEWHERE}. */
  static final Map<String, ActionScenario> ALL =
      Map.ofEntries(
          on("kubernetes:isolate-pod", ActionScenario::pod),
          on("kubernetes:label-pod", ActionScenario::pod, "key", "seen", "value", "yes"),
          on("kubernetes:annotate-pod", ActionScenario::pod, "key", "seen", "value", "yes"),
          on("kubernetes:evict-pod", ActionScenario::pod),
          on("kubernetes:delete-pod", ActionScenario::pod),
          on("kubernetes:debug-container", ActionScenario::pod),
          on("kubernetes:run-job", ActionScenario::pod, "template", "collect"),
          on("kubernetes:revoke-service-account", ActionScenario::boundPod),
          on("kubernetes:delete-secret", ActionScenario::secret),
          on("kubernetes:rotate-secret", ActionScenario::secret, "keys", "password"),
          on("kubernetes:cordon-node", ActionScenario::node),
          on("kubernetes:taint-node", ActionScenario::node),
          on("kubernetes:scale-to-zero", place -> deployment(place, "app:1")),
          on("kubernetes:roll-back-image", place -> deployment(place, "app:1", "app:2")),
          on("kubernetes:suspend", ActionScenario::cronJob),
          on("kubernetes:pause-owner", ActionScenario::managedDeployment),
          on("kubernetes:pause-rollout", place -> deployment(place, "app:1")),
          on("kubernetes:resume-rollout", ActionScenario::pausedDeployment),
          on("kubernetes:restart", place -> deployment(place, "app:1")),
          on("kubernetes:roll-back", place -> deployment(place, "app:1", "app:2")),
          on(
              "kubernetes:harden-workload",
              place -> deployment(place, "app:1"),
              "controls",
              "seccomp"),
          on("kubernetes:limit-resources", place -> deployment(place, "app:1"), "memory", "64Mi"),
          on(
              "kubernetes:forbid-program",
              place -> deployment(place, "app:1"),
              "program",
              "/usr/bin/nc"),
          on("kubernetes:default-deny", ActionScenario::namespace),
          on("kubernetes:freeze-new-pods", ActionScenario::namespace),
          clusterWide("kubernetes:block-image", ActionScenario::pod),
          clusterWide("kubernetes:forbid-privileged", ActionScenario::namespace),
          clusterWide("kubernetes:forbid-exec", ActionScenario::namespace),
          on("kubernetes:enforce-read-only-root-filesystem", place -> deployment(place, "app:1")));

  /** Why they have no line above, and what has their faults. */
  static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("kubernetes:drain-node", "goes on where a pod does not go; DrainFaultsTest"),
          Map.entry("kubernetes:run-command", "runs a program, once at most; RunCommandTest"),
          Map.entry("process:kill", "acts on the node; NodeFaultsTest, ProcessFaultsTest"),
          Map.entry("process:stop", "acts on the node; NodeFaultsTest"),
          Map.entry("container:freeze", "acts on the node; NodeFaultsTest"),
          Map.entry("container:limit-processes", "acts on the node; NodeFaultsTest"),
          Map.entry("node:isolate-pod", "acts on the node; NodeFaultsTest"),
          Map.entry("outside:webhook", "asks no API server; CallWebhookTest, OutsideFaultsTest"),
          Map.entry("outside:webhook-with-undo", "asks no API server; CallWebhookTest"),
          Map.entry("evidence:checkpoint", "changes nothing; KubeletCheckpointTest"),
          Map.entry("evidence:collect", "changes nothing; its own tests"));

  private static Map.Entry<String, ActionScenario> on(
      String actionId, Plant plant, String... parameters) {
    Parameters all = Parameters.NONE;
    for (int i = 0; i < parameters.length; i += 2) {
      all = all.with(parameters[i], parameters[i + 1]);
    }
    return Map.entry(actionId, new ActionScenario(all, plant));
  }

  private static Map.Entry<String, ActionScenario> clusterWide(String actionId, Plant plant) {
    return Map.entry(actionId, new ActionScenario(Parameters.NONE, plant, true));
  }

  /** Makes a target. */
  @FunctionalInterface
  interface Plant {
    Target in(Place place);
  }

  /** Where to make it. */
  record Place(KubernetesClient client, String namespace) {

    /** The object as the server has it. */
    HasMetadata apply(String yaml) {
      HasMetadata wanted = client.getKubernetesSerialization().unmarshal(yaml);
      return client.resource(wanted).inNamespace(namespace).createOr(update -> update.update());
    }
  }

  static PodTarget pod(Place place) {
    place.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: lone, labels: {app: lone}}
        spec: {containers: [{name: main, image: "app:1"}]}
        """);
    Pod placed =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> place.client().pods().inNamespace(place.namespace()).withName("lone").get(),
                pod -> pod.getSpec().getNodeName() != null);
    return new PodTarget(place.namespace(), "lone", placed.getMetadata().getUid());
  }

  /** A pod whose account a role binding of its namespace names. */
  static PodTarget boundPod(Place place) {
    place.apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: reads}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
        subjects:
          - {kind: ServiceAccount, name: default, namespace: %s}
        """
            .formatted(place.namespace()));
    return pod(place);
  }

  /** One template, {@code collect}; its Job runs nothing, so that its controller writes nothing. */
  static Map<String, JobTemplate> jobTemplates(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("collect.yaml"),
          """
          apiVersion: batch/v1
          kind: Job
          spec:
            suspend: true
            template:
              spec:
                automountServiceAccountToken: false
                restartPolicy: Never
                containers: [{name: main, image: "app:1"}]
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return JobTemplates.read(folder);
  }

  static NamespaceTarget namespace(Place place) {
    return new NamespaceTarget(
        place.namespace(),
        place.client().namespaces().withName(place.namespace()).get().getMetadata().getUid());
  }

  static WorkloadTarget cronJob(Place place) {
    HasMetadata made =
        place.apply(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: nightly}
            spec:
              schedule: "0 0 29 2 *"
              jobTemplate:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: main, image: "app:1"}]
            """);
    return new WorkloadTarget("CronJob", place.namespace(), "nightly", made.getMetadata().getUid());
  }

  /** A Deployment that an autoscaler scales and Argo CD synchronises. */
  static WorkloadTarget managedDeployment(Place place) {
    place.apply(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: shop}
        spec: {syncPolicy: {automated: {selfHeal: true}}}
        status: {resources: [{group: apps, kind: Deployment, namespace: %s, name: web}]}
        """
            .formatted(place.namespace()));
    place.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web}
        spec:
          maxReplicas: 3
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
        """);
    return deployment(place, "app:1");
  }

  static WorkloadTarget pausedDeployment(Place place) {
    WorkloadTarget target = deployment(place, "app:1");
    place
        .client()
        .apps()
        .deployments()
        .inNamespace(place.namespace())
        .withName(target.name())
        .edit(found -> new DeploymentBuilder(found).editSpec().withPaused(true).endSpec().build());
    return target;
  }

  static SecretTarget secret(Place place) {
    HasMetadata made =
        place.apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: token}
            stringData: {password: hunter2}
            """);
    return new SecretTarget(place.namespace(), "token", made.getMetadata().getUid());
  }

  /** A node of its own, tainted by somebody else before. */
  static NodeTarget node(Place place) {
    String name = "node-" + place.namespace();
    HasMetadata made =
        place
            .client()
            .resource(
                new NodeBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .withNewSpec()
                    .addNewTaint("NoSchedule", "own", null, "test")
                    .endSpec()
                    .build())
            .create();
    return new NodeTarget(name, made.getMetadata().getUid());
  }

  /** A Deployment that had these images one after the other. */
  static WorkloadTarget deployment(Place place, String... images) {
    List<HasMetadata> made = new ArrayList<>();
    for (String image : images) {
      made.add(
          place.apply(
              """
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: web}
              spec:
                replicas: 1
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec: {containers: [{name: main, image: "%s"}]}
              """
                  .formatted(image)));
      awaitRevision(place, made.size());
    }
    return new WorkloadTarget(
        "Deployment", place.namespace(), "web", made.getLast().getMetadata().getUid());
  }

  private static void awaitRevision(Place place, int revision) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              var deployment =
                  place
                      .client()
                      .apps()
                      .deployments()
                      .inNamespace(place.namespace())
                      .withName("web")
                      .get();
              return deployment.getStatus() != null
                  && deployment.getMetadata().getGeneration() != null
                  && deployment
                      .getMetadata()
                      .getGeneration()
                      .equals(deployment.getStatus().getObservedGeneration())
                  && isWhole(deployment.getStatus())
                  && Integer.toString(revision)
                      .equals(
                          deployment
                              .getMetadata()
                              .getAnnotations()
                              .get("deployment.kubernetes.io/revision"));
            });
  }

  /** Its controller writes no more: a conflict would not be the fault's doing. */
  private static boolean isWhole(DeploymentStatus status) {
    return Integer.valueOf(1).equals(status.getReplicas())
        && Integer.valueOf(1).equals(status.getUpdatedReplicas())
        && Integer.valueOf(1).equals(status.getAvailableReplicas());
  }
}
