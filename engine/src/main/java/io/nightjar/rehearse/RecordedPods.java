package io.nightjar.rehearse;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster of then as far as detections told of it: pods that something was detected in, as they
 * were at the latest detection. Bounded; the pod that was not heard of for longest goes. One
 * thread.
 */
final class RecordedPods implements PodLookup, PlaceLookup {

  private static final int AT_MOST = 20_000;

  private final Map<String, PodInfo> byUid = bounded();
  private final Map<String, PodInfo> byContainer = bounded();
  private final Map<String, PodInfo> byName = bounded();

  private static Map<String, PodInfo> bounded() {
    return new LinkedHashMap<>(64, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, PodInfo> eldest) {
        return size() > AT_MOST;
      }
    };
  }

  void learn(Detection detection) {
    if (detection.podUid().isEmpty()) {
      return;
    }
    PodInfo known = byUid.get(detection.podUid());
    PodInfo pod = known != null && isAsIn(known, detection) ? known : pod(detection);
    byUid.put(detection.podUid(), pod);
    byContainer.put(detection.containerId(), pod);
    byName.put(name(detection.namespace(), detection.podName()), pod);
  }

  private static boolean isAsIn(PodInfo known, Detection detection) {
    return known.pod().name().equals(detection.podName())
        && known.pod().namespace().equals(detection.namespace())
        && known.node().equals(detection.node())
        && known.labels().equals(detection.podLabels())
        && Objects.equals(known.workload(), detection.workload());
  }

  private static PodInfo pod(Detection detection) {
    return new PodInfo(
        new PodTarget(detection.namespace(), detection.podName(), detection.podUid()),
        detection.node(),
        detection.podLabels(),
        detection.workload(),
        PodInfo.Phase.READY,
        false,
        List.<ContainerInfo>of());
  }

  private static String name(String namespace, String pod) {
    return namespace + "/" + pod;
  }

  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return Optional.ofNullable(byUid.get(podUid));
  }

  @Override
  public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
    return Optional.ofNullable(byContainer.get(containerIdOrPrefix));
  }

  @Override
  public Optional<PodInfo> byName(String namespace, String pod) {
    return Optional.ofNullable(byName.get(name(namespace, pod)));
  }

  /** How many there were is not recorded. */
  @Override
  public List<PodInfo> ofWorkload(String workloadUid) {
    return List.of();
  }

  /** It was there, for something was detected in it; its UID and labels are not recorded. */
  @Override
  public Optional<Known> namespace(String name) {
    return Optional.of(new Known("not-recorded/" + name, Map.of()));
  }

  /** As {@link #namespace}. */
  @Override
  public Optional<Known> node(String name) {
    return Optional.of(new Known("not-recorded/" + name, Map.of()));
  }
}
