package io.nightjar.detect;

import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.rules.ContainerMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster knows of the container of a process.
 *
 * @param pod null outside of a pod that the cluster knows
 * @param container null where the pod does not name the container yet
 * @param metadata the same in the form that rules read
 */
public record ContainerContext(
    @Nullable PodInfo pod, @Nullable ContainerInfo container, ContainerMetadata metadata) {

  public static final ContainerContext UNKNOWN =
      new ContainerContext(null, null, ContainerMetadata.UNKNOWN);

  static ContainerContext of(PodInfo pod, String containerId) {
    ContainerInfo container = find(pod, containerId);
    return new ContainerContext(
        pod,
        container,
        ContainerMetadata.ofPod(
            container == null ? "" : container.name(),
            container == null ? "" : container.image(),
            container == null ? null : container.privileged(),
            pod.pod().name(),
            pod.pod().uid(),
            pod.pod().namespace(),
            pod.labels()));
  }

  /** By id; before the kubelet has reported ids, the only container there is. */
  private static @Nullable ContainerInfo find(PodInfo pod, String containerId) {
    for (ContainerInfo container : pod.containers()) {
      if (container.id().equals(containerId)) {
        return container;
      }
    }
    boolean onlyOne = pod.containers().size() == 1 && pod.containers().getFirst().id().isEmpty();
    return onlyOne ? pod.containers().getFirst() : null;
  }
}
