package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * All pods of the cluster in memory, kept up to date by watching them. Needs {@code list} and
 * {@code watch} on pods, replicasets.apps and jobs.batch in all namespaces.
 *
 * <p>Lookups answer from what is known now and never wait; after a lost connection the index
 * catches up by itself. A deleted pod is still found for a minute. Resolves a pod's ReplicaSet to
 * its Deployment and its Job to its CronJob; while that owner is not known yet, the direct one
 * stands in.
 */
public final class PodIndex implements PodLookup, AutoCloseable {
  private static final Duration RETENTION = Duration.ofSeconds(60);
  private static final int WATCHES = 3;

  private final PodTable table;
  private final CountDownLatch unlisted = new CountDownLatch(WATCHES);
  private final List<Watch> watches = new ArrayList<>();

  private PodIndex(InstantSource clock) {
    this.table = new PodTable(clock, RETENTION);
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param client stays the caller's, and must stay open as long as the index
   */
  public static PodIndex start(KubernetesClient client, InstantSource clock) {
    PodIndex index = new PodIndex(clock);
    // owners first, so that most pods find theirs known
    Runnable listed = index.unlisted::countDown;
    index.watches.add(
        Watch.start(
            client,
            ReplicaSet.class,
            client.apps().replicaSets().inAnyNamespace(),
            set -> index.table.putOwner(uid(set), PodReader.controller(set)),
            set -> index.table.removeOwner(uid(set)),
            listed));
    index.watches.add(
        Watch.start(
            client,
            Job.class,
            client.batch().v1().jobs().inAnyNamespace(),
            job -> index.table.putOwner(uid(job), PodReader.controller(job)),
            job -> index.table.removeOwner(uid(job)),
            listed));
    index.watches.add(
        Watch.start(
            client,
            Pod.class,
            client.pods().inAnyNamespace(),
            pod -> index.table.put(PodReader.read(pod)),
            pod -> index.table.remove(uid(pod)),
            listed));
    return index;
  }

  /** Waits until everything was listed once; false when that took longer. */
  public boolean awaitReady(Duration atMost) throws InterruptedException {
    return unlisted.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
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
  public List<PodInfo> ofNode(String node) {
    return table.ofNode(node);
  }

  /**
   * From now on {@code heard} hears of each pod that is there, has changed or is gone, on the
   * thread of the watch, which it must not hold up. There is one listener.
   */
  public void listen(Consumer<PodInfo> heard) {
    table.listen(heard);
  }

  /** How many pods are known, the lately deleted ones included. */
  public int size() {
    return table.size();
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }
}
