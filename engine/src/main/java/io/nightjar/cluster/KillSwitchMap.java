package io.nightjar.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.cluster.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the ConfigMap by which anybody with {@code kubectl} stops all acting: it does so while it
 * exists, unless its key {@code engaged} is {@code false}. While the API server cannot be reached,
 * what it said last holds. Needs {@code list} and {@code watch} on that ConfigMap.
 */
public final class KillSwitchMap implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KillSwitchMap.class);

  /** Takes what the ConfigMap says; called on the thread that watches. */
  @FunctionalInterface
  public interface Switch {
    /**
     * @param why begins with a colon where there is a reason; null where nothing is stopped
     */
    void turn(@Nullable String why);
  }

  private final SharedIndexInformer<ConfigMap> informer;
  private final CountDownLatch unlisted = new CountDownLatch(1);

  private KillSwitchMap(KubernetesClient client, String namespace, String name, Switch to) {
    informer = client.configMaps().inNamespace(namespace).withName(name).runnableInformer(0);
    Outage outage = Outage.of(client);
    String what = "ConfigMap " + namespace + "/" + name;
    informer.addEventHandler(new Handler(to, unlisted, () -> outage.works(what)));
    informer.exceptionHandler(
        (started, failure) -> {
          outage.failed(what, failure);
          return true;
        });
  }

  /**
   * Starts to watch; returns at once.
   *
   * @param path {@code namespace/name}
   */
  public static KillSwitchMap start(KubernetesClient client, String path, Switch to) {
    int slash = path.indexOf('/');
    KillSwitchMap map =
        new KillSwitchMap(client, path.substring(0, slash), path.substring(slash + 1), to);
    map.informer
        .start()
        .whenComplete(
            (nothing, failure) -> {
              if (failure != null) {
                log.error("ConfigMap {} cannot be watched: it cannot stop acting", path, failure);
              }
            });
    return map;
  }

  /** Waits until it was looked at once; false when that took longer. */
  public boolean awaitReady(Duration atMost) throws InterruptedException {
    return unlisted.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    informer.stop();
  }

  private record Handler(Switch to, CountDownLatch unlisted, Runnable listed)
      implements ResourceEventHandler<ConfigMap> {

    @Override
    public void onAdd(ConfigMap map) {
      said(map);
    }

    @Override
    public void onUpdate(ConfigMap before, ConfigMap now) {
      said(now);
    }

    @Override
    public void onDelete(ConfigMap map, boolean lastStateUnknown) {
      to.turn(null);
    }

    @Override
    public void onList(String resourceVersion, boolean remainedEmpty) {
      unlisted.countDown();
      listed.run();
    }

    /** Anything but a clear "false" stops: a typing error must not keep the brake open. */
    private void said(ConfigMap map) {
      Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
      String reason = data.getOrDefault("reason", "").strip();
      boolean released = data.getOrDefault("engaged", "true").strip().equalsIgnoreCase("false");
      to.turn(released ? null : reason.isEmpty() ? "" : ": " + DisplayText.of(reason));
    }
  }
}
