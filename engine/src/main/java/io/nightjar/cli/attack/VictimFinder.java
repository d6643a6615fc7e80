package io.nightjar.cli.attack;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.cli.UsageFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a running pod of the practice cluster; refuses every other cluster. */
final class VictimFinder {

  /** Part of the version that the practice cluster's API server names. */
  static final String PRACTICE = "nightjar-practice";

  private static final String QUARANTINE = "nightjar.io/quarantine";

  private final KubernetesClient client;

  VictimFinder(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws UsageFailure when it is a real cluster, whose pods must not be impersonated, or none
   *     answers
   */
  void requirePractice() throws UsageFailure {
    String version;
    try {
      version = client.getKubernetesVersion().getGitVersion();
    } catch (KubernetesClientException | NullPointerException unreachable) {
      throw new UsageFailure(
          "the practice cluster at "
              + client.getMasterUrl()
              + " does not answer; it lives as long as nightjar run does");
    }
    if (version == null || !version.contains(PRACTICE)) {
      throw new UsageFailure(
          "the cluster at "
              + client.getMasterUrl()
              + " is a real one (version "
              + version
              + "): attacks are played against the practice cluster only");
    }
  }

  /** The pod of that name. */
  Victim pod(String namespace, String name) throws UsageFailure {
    Pod pod = client.pods().inNamespace(namespace).withName(name).get();
    if (pod == null) {
      throw new UsageFailure("there is no pod " + namespace + "/" + name);
    }
    return victim(pod)
        .orElseThrow(
            () ->
                new UsageFailure(
                    "the pod " + namespace + "/" + name + " does not run, or is in quarantine"));
  }

  /** A running pod of that workload that is not in quarantine; the oldest, so that runs agree. */
  Victim workload(String namespace, String name) throws UsageFailure {
    return client.pods().inNamespace(namespace).list().getItems().stream()
        .filter(pod -> belongsTo(pod, name))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .flatMap(pod -> victim(pod).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new UsageFailure(
                    "no pod of "
                        + namespace
                        + "/"
                        + name
                        + " runs outside quarantine; name another with --pod or --workload"));
  }

  private boolean belongsTo(Pod pod, String workload) {
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                owner.getName().equals(workload)
                    || workload.equals(ownerOfReplicaSet(pod.getMetadata().getNamespace(), owner)));
  }

  private @Nullable String ownerOfReplicaSet(String namespace, OwnerReference owner) {
    if (!owner.getKind().equals("ReplicaSet")) {
      return null;
    }
    return Optional.ofNullable(
            client.apps().replicaSets().inNamespace(namespace).withName(owner.getName()).get())
        .stream()
        .flatMap(set -> set.getMetadata().getOwnerReferences().stream())
        .map(OwnerReference::getName)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Victim> victim(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    boolean quarantined = labels != null && labels.containsKey(QUARANTINE);
    boolean ending = pod.getMetadata().getDeletionTimestamp() != null;
    if (quarantined || ending || !"Running".equals(pod.getStatus().getPhase())) {
      return Optional.empty();
    }
    List<ContainerStatus> statuses = pod.getStatus().getContainerStatuses();
    return statuses.stream()
        .filter(status -> status.getContainerID() != null)
        .filter(status -> status.getState() == null || status.getState().getRunning() != null)
        .findFirst()
        .map(
            status ->
                new Victim(
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    pod.getMetadata().getUid(),
                    status.getName(),
                    status.getContainerID().replaceFirst("^.*://", "")));
  }
}
