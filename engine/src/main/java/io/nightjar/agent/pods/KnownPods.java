package io.nightjar.agent.pods;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.actions.cluster.PodTable;
import io.nightjar.fleet.wire.NodePod;
import io.nightjar.fleet.wire.PodSnapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The pods of this node and the labels of their namespaces, as an engine told them last. Reading
 * never blocks.
 */
public final class KnownPods implements PodLookup, PlaceLookup {

  private static final Duration RETENTION = Duration.ofSeconds(60);

  private final PodTable table;
  private final Map<String, NodePod> present = new ConcurrentHashMap<>();
  private final Map<String, Known> namespaces = new ConcurrentHashMap<>();

  public KnownPods(InstantSource clock) {
    this.table = new PodTable(clock, RETENTION);
  }

  /** From now on these are all. */
  void replace(PodSnapshot snapshot) {
    Set<String> uids =
        snapshot.pods().stream().map(pod -> pod.pod().pod().uid()).collect(Collectors.toSet());
    present.keySet().stream().filter(uid -> !uids.contains(uid)).toList().forEach(this::remove);
    snapshot.pods().forEach(this::put);
    Set<String> inUse =
        snapshot.pods().stream()
            .map(pod -> pod.pod().pod().namespace())
            .collect(Collectors.toSet());
    namespaces.keySet().retainAll(inUse);
  }

  void put(NodePod pod) {
    present.put(pod.pod().pod().uid(), pod);
    table.put(pod.pod());
    // nothing is told of a namespace but its labels
    namespaces.put(pod.pod().pod().namespace(), new Known("", pod.namespaceLabels()));
  }

  void remove(String uid) {
    if (present.remove(uid) != null) {
      table.remove(uid);
    }
  }

  /** To be kept over a restart. */
  PodSnapshot snapshot() {
    return new PodSnapshot(List.copyOf(present.values()));
  }

  @Override
  public Optional<PodInfo> byUid(String podUid) {
    return table.byUid(podUid);
  }

  @Override
  public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
    return table.byContainerId(containerIdOrPrefix);
  }

  @Override
  public Optional<PodInfo> byName(String namespace, String name) {
    return table.byName(namespace, name);
  }

  @Override
  public List<PodInfo> ofWorkload(String workloadUid) {
    return table.ofWorkload(workloadUid);
  }

  @Override
  public List<PodInfo> all() {
    return table.all();
  }

  @Override
  public Optional<Known> namespace(String name) {
    return Optional.ofNullable(namespaces.get(name));
  }

  @Override
  public Optional<Known> node(String name) {
    return Optional.empty();
  }

  public int size() {
    return present.size();
  }
}
