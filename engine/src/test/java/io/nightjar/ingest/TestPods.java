package io.nightjar.ingest;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of a few pods, which come when a test says so. */
final class TestPods implements PodLookup {

  private final List<PodInfo> all = new CopyOnWriteArrayList<>();

  /**
   * @param containerId empty where the kubelet has not told it yet
   */
  TestPods with(String name, String node, String containerId) {
    all.add(
        new PodInfo(
            new PodTarget("shop", name, "uid-of-" + name),
            node,
            Map.of("app", "web"),
            new WorkloadTarget("Deployment", "shop", "web", "uid-of-web"),
            PodInfo.Phase.READY,
            false,
            List.of(new ContainerInfo("main", containerId, "registry.example/web:1", false))));
    return this;
  }

  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return all.stream().filter(pod -> pod.pod().uid().equals(podUid)).findFirst();
  }

  @Override
  public Optional<PodInfo> byName(String namespace, String name) {
    return all.stream()
        .filter(pod -> pod.pod().namespace().equals(namespace) && pod.pod().name().equals(name))
        .findFirst();
  }

  @Override
  public Optional<PodInfo> byContainerId(String prefix) {
    return all.stream()
        .filter(pod -> pod.containers().stream().anyMatch(one -> one.id().startsWith(prefix)))
        .findFirst();
  }

  @Override
  public List<PodInfo> ofWorkload(String workloadUid) {
    return List.of();
  }

  @Override
  public List<PodInfo> all() {
    return all;
  }
}
