package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all objects of one type and passes each on; after a lost connection it catches up by
 * itself. It keeps no objects: whole ones would fill the memory of a large cluster's agent.
 */
public final class Watch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final SharedIndexInformer<?> informer;
  private volatile String failure = "";
  private volatile boolean listedOnce;

  private Watch(SharedIndexInformer<?> informer) {
    this.informer = informer;
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param gone is told the UID and name at least
   * @param listed is run once, when everything was listed
   */
  public static <T extends HasMetadata, L extends KubernetesResourceList<T>> Watch start(
      KubernetesClient client,
      Class<T> type,
      FilterWatchListDeletable<T, L, ? extends Resource<T>> objects,
      Consumer<T> present,
      Consumer<T> gone,
      Runnable listed) {
    SharedIndexInformer<T> informer = objects.runnableInformer(0);
    informer.itemStore(
        new ReducedStateItemStore<>(
            ReducedStateItemStore.NAME_KEY_STATE,
            type,
            client.getKubernetesSerialization(),
            "metadata.uid",
            "metadata.name"));
    Watch watch = new Watch(informer);
    Outage outage = Outage.of(client);
    String what = type.getSimpleName() + "s";
    informer.addEventHandler(
        new Handler<>(present, gone, () -> outage.works(what), () -> watch.listed(listed)));
    informer.exceptionHandler(
        (started, problem) -> {
          watch.failure = String.valueOf(problem.getMessage());
          outage.failed(what, problem);
          return true;
        });
    informer
        .start()
        .whenComplete(
            (nothing, problem) -> {
              if (problem != null) {
                watch.failure = String.valueOf(problem.getMessage());
                log.error("watching {} cannot start", type.getSimpleName(), problem);
              }
            });
    return watch;
  }

  private void listed(Runnable once) {
    listedOnce = true;
    once.run();
  }

  /** Whether all were listed and are followed. */
  public boolean works() {
    return listedOnce && informer.isWatching();
  }

  /** What went wrong last; empty where nothing did. */
  public String failure() {
    return failure;
  }

  @Override
  public void close() {
    informer.stop();
  }

  private static final class Handler<T extends HasMetadata> implements ResourceEventHandler<T> {
    private final Consumer<T> present;
    private final Consumer<T> gone;
    private final Runnable eachListed;
    private final Runnable onceListed;
    private boolean isListed;

    Handler(Consumer<T> present, Consumer<T> gone, Runnable eachListed, Runnable onceListed) {
      this.present = present;
      this.gone = gone;
      this.eachListed = eachListed;
      this.onceListed = onceListed;
    }

    @Override
    public void onAdd(T object) {
      present.accept(object);
    }

    @Override
    public void onUpdate(T before, T now) {
      // the same name under another UID is another object: the old one's deletion was missed
      if (!before.getMetadata().getUid().equals(now.getMetadata().getUid())) {
        gone.accept(before);
      }
      present.accept(now);
    }

    @Override
    public void onDelete(T object, boolean lastStateUnknown) {
      gone.accept(object);
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      eachListed.run();
      if (!isListed) {
        isListed = true;
        onceListed.run();
      }
    }
  }
}
