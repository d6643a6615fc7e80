package io.nightjar.ingest.kubernetes;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of a few pods. */
final class FixedPods implements PodLookup {
  static final WorkloadTarget WEB = new WorkloadTarget("Deployment", "shop", "web", "uid-of-web");

  private final List<PodInfo> all = new CopyOnWriteArrayList<>();
  private volatile int hiddenFor;

  /** A pod of the Deployment shop/web with one container. */
  FixedPods with(String name, String uid) {
    all.add(
        new PodInfo(
            new PodTarget("shop", name, uid),
            "node-1",
            Map.of("app", "web"),
            WEB,
            PodInfo.Phase.READY,
            false,
            List.of(new ContainerInfo("tools", "c".repeat(64), "alpine:3.20", false))));
    return this;
  }

  /** The watches hear of them only after so many questions. */
  FixedPods after(int questions) {
    hiddenFor = questions;
    return this;
  }

  private synchronized boolean hidden() {
    return hiddenFor > 0 && hiddenFor-- > 0;
  }

  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return hidden()
        ? Optional.empty()
        : all.stream().filter(pod -> pod.pod().uid().equals(podUid)).findFirst();
  }

  @Override
  public Optional<PodInfo> byName(String namespace, String name) {
    return hidden()
        ? Optional.empty()
        : all.stream()
            .filter(pod -> pod.pod().namespace().equals(namespace))
            .filter(pod -> pod.pod().name().equals(name))
            .findFirst();
  }

  @Override
  public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
    return Optional.empty();
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
