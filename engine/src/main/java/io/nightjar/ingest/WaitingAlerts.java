package io.nightjar.ingest;

import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts that were acknowledged and wait until the cluster knows their container: a kubelet tells
 * of a new one after a second or so. They wait on the disk, for a few seconds at most, and come
 * back after a restart.
 */
final class WaitingAlerts implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Logger log = LoggerFactory.getLogger(WaitingAlerts.class);
  private static final long LOOK_MILLIS = 100;
  private static final long LEAVE_SECONDS = 5;

  private final ParkedTable table;
  private final Predicate<Parked> known;
  private final Function<List<Parked>, CompletableFuture<?>> accept;
  private final InstantSource clock;
  private final ConcurrentHashMap<String, Parked> waiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("waiting-alerts").factory());

  /**
   * @param known whether the container of one is known by now
   * @param accept takes some, known or not, and says when they are durable as detections
   */
  WaitingAlerts(
      ParkedTable table,
      Predicate<Parked> known,
      Function<List<Parked>, CompletableFuture<?>> accept,
      InstantSource clock) {
    this.table = table;
    this.known = known;
    this.accept = accept;
    this.clock = clock;
  }

  /** Takes up what an earlier run left. */
  void start() {
    load();
    var unused =
        looks.scheduleWithFixedDelay(this::survivingLook, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void load() {
    table.all().forEach(one -> waiting.put(one.id(), one));
  }

  /** Done when they are durable, with how many were not waiting before. */
  CompletableFuture<Integer> add(List<Parked> some) {
    return table
        .add(some)
        .thenApply(
            fresh -> {
              some.forEach(one -> waiting.putIfAbsent(one.id(), one));
              return fresh;
            });
  }

  int size() {
    return waiting.size();
  }

  private void survivingLook() {
    try {
      look();
    } catch (StoreException e) {
      log.error("{} alerts wait: the store fails, they are tried again", waiting.size(), e);
    } catch (RuntimeException e) {
      log.error("{} alerts wait, they are tried again", waiting.size(), e);
    }
  }

  void look() {
    List<Parked> due = new ArrayList<>();
    for (Parked one : waiting.values()) {
      boolean over = !clock.instant().isBefore(one.arrived().plus(PATIENCE));
      if (over || known.test(one)) {
        due.add(one);
      }
    }
    if (due.isEmpty()) {
      return;
    }
    // the journal knows an alert that it has, so a crash between the two steps doubles nothing
    accept.apply(due).join();
    List<String> ids = due.stream().map(Parked::id).toList();
    table.remove(ids);
    ids.forEach(waiting::remove);
  }

  /** What still waits comes back at the next start. */
  @Override
  public void close() {
    looks.shutdown();
    try {
      boolean ended = looks.awaitTermination(LEAVE_SECONDS, TimeUnit.SECONDS);
      log.debug("ended: {}", ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
