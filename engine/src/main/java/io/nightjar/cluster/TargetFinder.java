package io.nightjar.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ObjectNames;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a person names, {@code pod/shop/checkout-7d4b9}, as it is in the cluster now, with its
 * UID. Each lookup is one request to the API server.
 */
public final class TargetFinder {
  /** How targets are written. */
  public static final String FORMS =
      "pod/NAMESPACE/NAME, deployment/NAMESPACE/NAME (or statefulset, daemonset, replicaset, job,"
          + " cronjob), container/NAMESPACE/POD/CONTAINER, namespace/NAME, node/NAME or"
          + " secret/NAMESPACE/NAME";

  private static final Map<String, Class<? extends HasMetadata>> WORKLOADS =
      Map.of(
          "deployment", Deployment.class,
          "statefulset", StatefulSet.class,
          "daemonset", DaemonSet.class,
          "replicaset", ReplicaSet.class,
          "job", Job.class,
          "cronjob", CronJob.class);

  private final KubernetesClient client;

  public TargetFinder(KubernetesClient client) {
    this.client = client;
  }

  /** What was found of a name. */
  public sealed interface Found {
    record It(Target target) implements Found {}

    record Nothing(String why) implements Found {}

    record NoSuchForm(String why) implements Found {}
  }

  @SuppressWarnings("NullableOptional") // null: not such a form, empty: no such thing
  public Found find(String text) {
    List<String> parts = List.of(text.split("/", -1));
    String kind = parts.getFirst().toLowerCase(Locale.ROOT);
    boolean complete = parts.stream().noneMatch(String::isBlank);
    try {
      Optional<Target> found = complete ? lookUp(kind, parts.subList(1, parts.size())) : null;
      if (found == null) {
        return new Found.NoSuchForm("\"" + text + "\" names no target; write " + FORMS);
      }
      return found
          .<Found>map(Found.It::new)
          .orElseGet(() -> new Found.Nothing("the cluster has no " + text));
    } catch (KubernetesClientException failed) {
      return new Found.Nothing(text + " cannot be looked up: " + failed.getMessage());
    }
  }

  /** Null when it is not written so; empty when there is none. */
  @SuppressWarnings("NullableOptional")
  private @Nullable Optional<Target> lookUp(String kind, List<String> names) {
    Class<? extends HasMetadata> workload = WORKLOADS.get(kind);
    if (workload != null) {
      return names.size() == 2 ? workload(workload, names.get(0), names.get(1)) : null;
    }
    return switch (kind + " " + names.size()) {
      case "pod 2" ->
          pod(names.get(0), names.get(1))
              .map(
                  pod ->
                      new PodTarget(
                          pod.getMetadata().getNamespace(),
                          pod.getMetadata().getName(),
                          pod.getMetadata().getUid()));
      case "container 3" ->
          pod(names.get(0), names.get(1)).flatMap(pod -> container(pod, names.get(2)));
      case "namespace 1" ->
          metadata(client.namespaces().withName(names.get(0)).get())
              .map(it -> new NamespaceTarget(it.getName(), it.getUid()));
      case "node 1" ->
          metadata(client.nodes().withName(names.get(0)).get())
              .map(it -> new NodeTarget(it.getName(), it.getUid()));
      case "secret 2" ->
          new ObjectNames(client)
              .secret(names.get(0), names.get(1))
              .map(it -> secret(names.get(0), it));
      default -> null;
    };
  }

  private Optional<Target> workload(
      Class<? extends HasMetadata> type, String namespace, String name) {
    return metadata(client.resources(type).inNamespace(namespace).withName(name).get())
        .map(it -> new WorkloadTarget(type.getSimpleName(), namespace, name, it.getUid()));
  }

  private Optional<Pod> pod(String namespace, String name) {
    return Optional.ofNullable(client.pods().inNamespace(namespace).withName(name).get());
  }

  private static Target secret(String namespace, JsonNode metadata) {
    return new SecretTarget(
        namespace, metadata.path("name").asText(), metadata.path("uid").asText());
  }

  /** Only while it runs has it an id. */
  private static Optional<Target> container(Pod pod, String name) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(name) && status.getContainerID() != null)
        .findFirst()
        .map(
            status ->
                new ContainerTarget(
                    Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
                    status.getContainerID().replaceFirst("^[a-z0-9.-]+://", ""),
                    pod.getMetadata().getUid(),
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    name));
  }

  private static Optional<ObjectMeta> metadata(@Nullable HasMetadata object) {
    return Optional.ofNullable(object).map(HasMetadata::getMetadata);
  }
}
