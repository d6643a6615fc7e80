package io.nightjar.actions.cluster;

import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pods by UID and by container id, and who owns what. Reading never blocks. What is gone stays
 * for a while, because events about it may still be on their way.
 */
public final class PodTable {
  /** Fewer digits would let one container be taken for another. */
  private static final int SHORTEST_PREFIX = 12;

  /** ReplicaSet to Deployment is one step; the bound only guards against a circle. */
  private static final int LONGEST_CHAIN = 4;

  private record Forgetting(Instant at, Runnable step) {}

  private final Map<String, PodInfo> pods = new ConcurrentHashMap<>();
  private final NavigableMap<String, String> uidByContainer = new ConcurrentSkipListMap<>();
  private final Map<String, String> uidByName = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> uidsByNode = new ConcurrentHashMap<>();
  private final Map<String, WorkloadTarget> ownerOfOwner = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final Queue<Forgetting> forgettings = new ArrayDeque<>();
  private final InstantSource clock;
  private final Duration retention;
  private volatile Consumer<PodInfo> listener = pod -> {};

  /**
   * @param retention for so long what is gone is still found
   */
  public PodTable(InstantSource clock, Duration retention) {
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * Adds a pod or its newer state. A pod that was taken out of its workload, as an isolation does,
   * keeps the workload that it came from: it still runs that workload's code.
   */
  public void put(PodInfo pod) {
    write(() -> replace(pod));
    listener.accept(pod);
  }

  /**
   * From now on hears of each pod that is there, has changed or is gone, on the writer's thread.
   */
  void listen(Consumer<PodInfo> next) {
    listener = next;
  }

  private void replace(PodInfo pod) {
    String uid = pod.pod().uid();
    PodInfo before = pods.get(uid);
    PodInfo now =
        pod.workload() == null && before != null ? withWorkload(pod, before.workload()) : pod;
    pods.put(uid, now);
    uidByName.put(path(now), uid);
    if (!now.node().isEmpty()) {
      uidsByNode.computeIfAbsent(now.node(), node -> ConcurrentHashMap.newKeySet()).add(uid);
    }
    for (ContainerInfo container : now.containers()) {
      if (!container.id().isEmpty()) {
        uidByContainer.put(container.id(), uid);
      }
    }
    if (before != null) {
      forgetLater(() -> forgetReplacedContainers(uid, before));
    }
  }

  public void remove(String uid) {
    write(
        () -> {
          PodInfo pod = pods.computeIfPresent(uid, (same, there) -> over(there));
          if (pod != null) {
            uidByName.remove(path(pod), uid); // unless the next one has the name already
            uidsByNode.computeIfPresent(
                pod.node(), (node, uids) -> uids.remove(uid) && uids.isEmpty() ? null : uids);
          }
          forgetLater(
              () -> {
                pods.remove(uid);
                uidByContainer.values().removeIf(uid::equals);
              });
        });
    byUid(uid).ifPresent(listener);
  }

  /** Notes who owns a ReplicaSet or a Job. */
  void putOwner(String uid, @Nullable WorkloadTarget owner) {
    if (owner != null) {
      write(() -> ownerOfOwner.put(uid, owner));
    }
  }

  void removeOwner(String uid) {
    write(() -> forgetLater(() -> ownerOfOwner.remove(uid)));
  }

  public Optional<PodInfo> byUid(String uid) {
    forgetOld();
    return Optional.ofNullable(pods.get(uid)).map(this::withTopmostOwner);
  }

  public Optional<PodInfo> byName(String namespace, String name) {
    String uid = uidByName.get(namespace + "/" + name);
    return uid == null ? Optional.empty() : byUid(uid);
  }

  public Optional<PodInfo> byContainerId(String prefix) {
    if (prefix.length() < SHORTEST_PREFIX) {
      return Optional.empty();
    }
    forgetOld();
    Map.Entry<String, String> first = uidByContainer.ceilingEntry(prefix);
    if (first == null || !first.getKey().startsWith(prefix)) {
      return Optional.empty();
    }
    Map.Entry<String, String> second = uidByContainer.higherEntry(first.getKey());
    boolean ambiguous =
        second != null
            && second.getKey().startsWith(prefix)
            && !second.getValue().equals(first.getValue());
    return ambiguous ? Optional.empty() : byUid(first.getValue());
  }

  public List<PodInfo> ofWorkload(String workloadUid) {
    forgetOld();
    return pods.values().stream()
        .filter(pod -> pod.phase() != PodInfo.Phase.OVER)
        .filter(pod -> pod.workload() != null)
        .map(this::withTopmostOwner)
        .filter(pod -> pod.workload() != null && pod.workload().uid().equals(workloadUid))
        .toList();
  }

  public List<PodInfo> all() {
    forgetOld();
    return pods.values().stream()
        .filter(pod -> pod.phase() != PodInfo.Phase.OVER)
        .map(this::withTopmostOwner)
        .toList();
  }

  /** Those that are not over. */
  List<PodInfo> ofNode(String node) {
    forgetOld();
    return uidsByNode.getOrDefault(node, Set.of()).stream()
        .flatMap(uid -> byUid(uid).stream())
        .filter(pod -> pod.phase() != PodInfo.Phase.OVER)
        .toList();
  }

  public int size() {
    return pods.size();
  }

  private PodInfo withTopmostOwner(PodInfo pod) {
    WorkloadTarget top = pod.workload();
    for (int step = 0; top != null && step < LONGEST_CHAIN; step++) {
      WorkloadTarget above = ownerOfOwner.get(top.uid());
      if (above == null) {
        break;
      }
      top = above;
    }
    return withWorkload(pod, top);
  }

  private static String path(PodInfo pod) {
    return pod.pod().namespace() + "/" + pod.pod().name();
  }

  private static PodInfo withWorkload(PodInfo pod, @Nullable WorkloadTarget workload) {
    return changed(pod, workload, pod.phase());
  }

  private static PodInfo over(PodInfo pod) {
    return changed(pod, pod.workload(), PodInfo.Phase.OVER);
  }

  private static PodInfo changed(
      PodInfo pod, @Nullable WorkloadTarget workload, PodInfo.Phase phase) {
    return new PodInfo(
        pod.pod(), pod.node(), pod.labels(), workload, phase, pod.hostNetwork(), pod.containers());
  }

  private void forgetReplacedContainers(String uid, PodInfo before) {
    PodInfo now = pods.get(uid);
    for (ContainerInfo old : before.containers()) {
      boolean stillThere =
          now != null && now.containers().stream().anyMatch(one -> one.id().equals(old.id()));
      if (!stillThere) {
        uidByContainer.remove(old.id(), uid);
      }
    }
  }

  private void forgetLater(Runnable step) {
    forgettings.add(new Forgetting(clock.instant().plus(retention), step));
  }

  private void write(Runnable change) {
    writing.lock();
    try {
      runDue();
      change.run();
    } finally {
      writing.unlock();
    }
  }

  /** For readers: forgets what is due unless somebody is writing, who does it anyway. */
  private void forgetOld() {
    if (writing.tryLock()) {
      try {
        runDue();
      } finally {
        writing.unlock();
      }
    }
  }

  private void runDue() {
    Instant now = clock.instant();
    for (Forgetting next = forgettings.peek();
        next != null && !next.at().isAfter(now);
        next = forgettings.peek()) {
      forgettings.remove();
      next.step().run();
    }
  }
}
