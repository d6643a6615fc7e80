package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(PodIndex.class);
  private static final Duration RETENTION = Duration.ofSeconds(60);
  private static final int INFORMERS = 3;

  private final PodTable table;
  private final CountDownLatch unlisted = new CountDownLatch(INFORMERS);
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

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
    index.watch(
        client,
        ReplicaSet.class,
        client.apps().replicaSets().inAnyNamespace(),
        set -> index.table.putOwner(uid(set), PodReader.controller(set)),
        index.table::removeOwner);
    index.watch(
        client,
        Job.class,
        client.batch().v1().jobs().inAnyNamespace(),
        job -> index.table.putOwner(uid(job), PodReader.controller(job)),
        index.table::removeOwner);
    index.watch(
        client,
        Pod.class,
        client.pods().inAnyNamespace(),
        pod -> index.table.put(PodReader.read(pod)),
        index.table::remove);
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
  public List<PodInfo> ofWorkload(String workloadUid) {
    return table.ofWorkload(workloadUid);
  }

  /** How many pods are known, the lately deleted ones included. */
  public int size() {
    return table.size();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>> void watch(
      KubernetesClient client,
      Class<T> type,
      FilterWatchListDeletable<T, L, ? extends Resource<T>> objects,
      Consumer<T> present,
      Consumer<String> gone) {
    SharedIndexInformer<T> informer = objects.runnableInformer(0);
    // whole objects would fill the memory of a large cluster's agent; the table keeps what is
    // needed
    informer.itemStore(
        new ReducedStateItemStore<>(
            ReducedStateItemStore.NAME_KEY_STATE,
            type,
            client.getKubernetesSerialization(),
            "metadata.uid"));
    informer.addEventHandler(new Handler<>(present, gone, unlisted));
    informer.exceptionHandler(
        (started, failure) -> {
          log.warn(
              "watching {} failed, trying again: {}", type.getSimpleName(), failure.toString());
          return true;
        });
    informers.add(informer);
    informer
        .start()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                log.error("watching {} cannot start", type.getSimpleName(), failure);
              }
            });
  }

  private static String uid(HasMetadata object) {
    return object.getMetadata().getUid();
  }

  /** Passes changes on; the end of the first list counts the latch down once. */
  private static final class Handler<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final Consumer<T> present;
    private final Consumer<String> gone;
    private final CountDownLatch unlisted;
    private boolean listed;

    Handler(Consumer<T> present, Consumer<String> gone, CountDownLatch unlisted) {
      this.present = present;
      this.gone = gone;
      this.unlisted = unlisted;
    }

    @Override
    public void onAdd(T object) {
      present.accept(object);
    }

    @Override
    public void onUpdate(T before, T now) {
      // the same name under another UID is another object: the old one's deletion was missed
      if (!uid(before).equals(uid(now))) {
        gone.accept(uid(before));
      }
      present.accept(now);
    }

    @Override
    public void onDelete(T object, boolean lastStateUnknown) {
      gone.accept(uid(object));
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      if (!listed) {
        listed = true;
        unlisted.countDown();
      }
    }
  }
}
