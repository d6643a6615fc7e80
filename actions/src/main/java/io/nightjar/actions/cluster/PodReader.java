package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes from the API's objects what the index keeps of them. */
final class PodReader {
  private PodReader() {}

  /** The pod with its direct controller as workload. */
  static PodInfo read(Pod pod) {
    boolean hostNetwork =
        pod.getSpec() != null && Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    Map<String, String> labels = pod.getMetadata().getLabels();
    return new PodInfo(
        new PodTarget(
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            pod.getMetadata().getUid()),
        pod.getSpec() == null ? "" : Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
        labels == null ? Map.of() : labels,
        controller(pod),
        phase(pod),
        hostNetwork,
        containers(pod));
  }

  private static PodInfo.Phase phase(Pod pod) {
    PodStatus status = pod.getStatus();
    String word = status == null ? "" : Objects.requireNonNullElse(status.getPhase(), "");
    if (pod.getMetadata().getDeletionTimestamp() != null
        || word.equals("Succeeded")
        || word.equals("Failed")) {
      return PodInfo.Phase.OVER;
    }
    boolean ready =
        status != null
            && status.getConditions().stream()
                .anyMatch(
                    condition ->
                        condition.getType().equals("Ready")
                            && condition.getStatus().equals("True"));
    return ready ? PodInfo.Phase.READY : PodInfo.Phase.NOT_READY;
  }

  /** The workload that controls an object, or null; a static pod's node is none. */
  static @Nullable WorkloadTarget controller(HasMetadata object) {
    for (OwnerReference owner : owners(object)) {
      if (Boolean.TRUE.equals(owner.getController()) && !owner.getKind().equals("Node")) {
        return new WorkloadTarget(
            owner.getKind(), object.getMetadata().getNamespace(), owner.getName(), owner.getUid());
      }
    }
    return null;
  }

  private static List<OwnerReference> owners(HasMetadata object) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    return owners == null ? List.of() : owners;
  }

  private static List<ContainerInfo> containers(Pod pod) {
    if (pod.getSpec() == null) {
      return List.of();
    }
    Map<String, String> ids = ids(pod.getStatus());
    List<ContainerInfo> all = new ArrayList<>();
    for (Container container : pod.getSpec().getInitContainers()) {
      all.add(info(container.getName(), container.getImage(), container.getSecurityContext(), ids));
    }
    for (Container container : pod.getSpec().getContainers()) {
      all.add(info(container.getName(), container.getImage(), container.getSecurityContext(), ids));
    }
    for (EphemeralContainer container : pod.getSpec().getEphemeralContainers()) {
      all.add(info(container.getName(), container.getImage(), container.getSecurityContext(), ids));
    }
    return all;
  }

  private static ContainerInfo info(
      String name,
      @Nullable String image,
      @Nullable SecurityContext security,
      Map<String, String> ids) {
    boolean privileged = security != null && Boolean.TRUE.equals(security.getPrivileged());
    return new ContainerInfo(
        name, ids.getOrDefault(name, ""), Objects.requireNonNullElse(image, ""), privileged);
  }

  private static Map<String, String> ids(@Nullable PodStatus status) {
    Map<String, String> ids = new HashMap<>();
    if (status != null) {
      for (List<ContainerStatus> list :
          List.of(
              status.getInitContainerStatuses(),
              status.getContainerStatuses(),
              status.getEphemeralContainerStatuses())) {
        list.forEach(one -> ids.put(one.getName(), withoutScheme(one.getContainerID())));
      }
    }
    return ids;
  }

  private static String withoutScheme(@Nullable String id) {
    if (id == null) {
      return "";
    }
    int scheme = id.indexOf("://");
    return scheme < 0 ? id : id.substring(scheme + 3);
  }
}
