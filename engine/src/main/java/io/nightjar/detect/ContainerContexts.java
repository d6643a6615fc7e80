package io.nightjar.detect;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.driver.ContainerIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The context of each container, made anew only when the cluster's view of its pod changed, so that
 * an event that no rule matches costs two look-ups and no allocation. Bounded. Thread: the sensor's
 * only.
 */
public final class ContainerContexts {

  private static final int MAX_CONTAINERS = 4096;

  private final PodLookup pods;
  private final Map<String, ContainerContext> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ContainerContext> eldest) {
          return size() > MAX_CONTAINERS;
        }
      };

  public ContainerContexts(PodLookup pods) {
    this.pods = pods;
  }

  public ContainerContext of(ContainerIdentity identity) {
    if (identity.isHost()) {
      return ContainerContext.UNKNOWN;
    }
    PodInfo pod = find(identity).orElse(null);
    if (pod == null) {
      return ContainerContext.UNKNOWN;
    }
    ContainerContext context = known.get(identity.containerId());
    if (context == null || !pod.equals(context.pod())) {
      context = ContainerContext.of(pod, identity.containerId());
      known.put(identity.containerId(), context);
    }
    return context;
  }

  // the cgroup of a pod names its UID before the kubelet has reported the container's id
  private Optional<PodInfo> find(ContainerIdentity identity) {
    Optional<PodInfo> byUid =
        identity.podUid().isEmpty() ? Optional.empty() : pods.byUid(identity.podUid());
    return byUid.isPresent() ? byUid : pods.byContainerId(identity.containerId());
  }
}
