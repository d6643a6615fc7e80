package io.nightjar.practice.controllers;

import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import io.nightjar.practice.store.StoreEvent.Change;
import io.nightjar.practice.store.Subscription;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs all controllers on one thread, woken by the changes in the store. */
public final class ControllerLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControllerLoop.class);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration NOW = Duration.ZERO;

  private record Work(Controller controller, ObjectKey key) {}

  private final Registry registry;
  private final ResourceCatalog catalog;
  private final List<Controller> controllers;
  private final Set<Work> queue = new LinkedHashSet<>();
  private volatile Subscription changes;
  private volatile boolean closed;

  public ControllerLoop(Registry registry, ResourceCatalog catalog) {
    this.registry = registry;
    this.catalog = catalog;
    this.changes = registry.store().subscribeToAll();
    Claims claims = new Claims(registry);
    Revisions revisions = new Revisions(registry);
    this.controllers =
        List.of(
            new NamespaceController(registry, catalog),
            new GarbageCollector(registry, catalog),
            new DeploymentController(registry, claims),
            new ReplicaSetController(registry, claims),
            new StatefulSetController(registry, claims, revisions),
            new DaemonSetController(registry, claims, revisions),
            new JobController(registry, claims),
            new Kubelet(registry),
            new EndpointsController(registry),
            new DisruptionController(registry));
  }

  /** Runs on the caller's thread until nothing is left to do; only before {@link #start}. */
  public void settle() {
    try {
      for (boolean more = true; more; more = !queue.isEmpty()) {
        if (!queue.isEmpty()) {
          workOnce();
        }
        for (StoreEvent c = changes.poll(NOW); c != null; c = changes.poll(NOW)) {
          enqueue(c);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  public void start() {
    resync();
    Thread.ofVirtual().name("practice-controllers").start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        StoreEvent change = changes.poll(queue.isEmpty() ? IDLE : NOW);
        if (change != null) {
          enqueue(change);
        } else if (!queue.isEmpty()) {
          workOnce();
        } else if (!closed && !changes.isOpen()) {
          // fell behind and was cut off: look at everything again
          changes = registry.store().subscribeToAll();
          resync();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void resync() {
    registry
        .store()
        .atomically(
            () -> {
              catalog
                  .stored()
                  .forEach(
                      type ->
                          registry
                              .store()
                              .list(type, null)
                              .objects()
                              .forEach(
                                  object ->
                                      enqueue(
                                          new StoreEvent(0, Change.ADDED, type, object, null))));
              return queue.size();
            });
  }

  private void enqueue(StoreEvent change) {
    for (Controller controller : controllers) {
      controller.concernedBy(change).forEach(key -> queue.add(new Work(controller, key)));
    }
  }

  private void workOnce() {
    Iterator<Work> first = queue.iterator();
    Work work = first.next();
    first.remove();
    try {
      registry
          .store()
          .atomically(
              () -> {
                work.controller().reconcile(work.key());
                return work;
              });
    } catch (ApiError refused) {
      // for instance a namespace that is going away; the next change brings it up again
      log.debug("{} could not be reconciled: {}", work.key(), refused.getMessage());
    } catch (RuntimeException bug) {
      log.error("a practice controller failed on {}", work.key(), bug);
    }
  }

  @Override
  public void close() {
    closed = true;
    changes.close();
  }
}
