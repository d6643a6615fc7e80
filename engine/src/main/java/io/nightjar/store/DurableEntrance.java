package io.nightjar.store;

import io.nightjar.crash.CrashPoint;
import io.nightjar.detect.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where detections come in whose sender waits for the word that they are durable. What several
 * senders hand in at a time shares one commit; the word is given before anything is decided, so
 * that no sender waits for playbooks. Thread safe.
 */
public final class DurableEntrance implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DurableEntrance.class);
  private static final int ROOM = 16_384;
  private static final int TOGETHER = 512;
  private static final long LOOK_MILLIS = 200;
  private static final long JOIN_MILLIS = 10_000;

  private final Function<List<Detection>, List<Detection>> append;
  private final Consumer<List<Detection>> accepted;
  private final Semaphore room;
  private final int capacity;
  private final Duration patience;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Detections of one sender, and its future word. */
  private record Waiting(
      List<Detection> detections, int permits, CompletableFuture<List<Detection>> word) {}

  /**
   * @param append makes detections durable and returns those that are new
   * @param accepted gets them, in the order of their acceptance
   * @param patience how long a sender waits for room at most
   */
  public DurableEntrance(
      Function<List<Detection>, List<Detection>> append,
      Consumer<List<Detection>> accepted,
      Duration patience) {
    this(append, accepted, patience, ROOM);
  }

  DurableEntrance(
      Function<List<Detection>, List<Detection>> append,
      Consumer<List<Detection>> accepted,
      Duration patience,
      int capacity) {
    this.append = append;
    this.accepted = accepted;
    this.patience = patience;
    this.capacity = capacity;
    this.room = new Semaphore(capacity, true);
    this.thread = Thread.ofPlatform().name("durable-entrance").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * Waits for room, for a short while at most; the answer comes when all are durable, with those
   * that were not known before. It fails with a {@link StoreException} when none was accepted.
   *
   * @throws StoreException when there is no room, or this is stopping; none was accepted
   */
  public CompletableFuture<List<Detection>> accept(List<Detection> detections) {
    if (detections.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    int permits = Math.min(detections.size(), capacity);
    if (!enter(permits)) {
      throw new StoreException("too many detections wait to be stored");
    }
    Waiting waiting = new Waiting(List.copyOf(detections), permits, new CompletableFuture<>());
    queue.add(waiting);
    if (closed && queue.remove(waiting)) {
      room.release(permits);
      throw new StoreException("Nightjar is stopping");
    }
    return waiting.word();
  }

  private boolean enter(int permits) {
    try {
      return !closed && room.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Detections that wait to be stored, with those that are being stored and handed on. */
  public int waiting() {
    return capacity - room.availablePermits();
  }

  private void run() {
    try {
      while (!closed || !queue.isEmpty()) {
        Waiting first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<Waiting> batch = together(first);
          store(batch);
          batch.forEach(each -> room.release(each.permits()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Waiting> together(Waiting first) {
    List<Waiting> batch = new ArrayList<>();
    batch.add(first);
    int size = first.detections().size();
    for (Waiting next = queue.peek();
        next != null && size + next.detections().size() <= TOGETHER;
        next = queue.peek()) {
      if (queue.remove(next)) {
        batch.add(next);
        size += next.detections().size();
      }
    }
    return batch;
  }

  private void store(List<Waiting> batch) {
    List<Detection> all = batch.stream().flatMap(each -> each.detections().stream()).toList();
    List<Detection> fresh;
    try {
      CrashPoint.DETECTION_BEFORE_JOURNAL.reached();
      fresh = append.apply(all);
    } catch (RuntimeException e) {
      refuse(batch, e);
      return;
    }
    tell(batch, fresh);
    CrashPoint.DETECTION_BEFORE_SESSION.reached();
    accepted.accept(fresh);
  }

  /** What one sender hands in must not keep another's out. */
  private void refuse(List<Waiting> batch, RuntimeException why) {
    if (batch.size() == 1 || why instanceof StoreException) {
      log.error("{} deliveries could not be stored", batch.size(), why);
      batch.forEach(each -> each.word().completeExceptionally(why));
      return;
    }
    batch.forEach(each -> store(List.of(each)));
  }

  private static void tell(List<Waiting> batch, List<Detection> fresh) {
    Set<String> ids =
        fresh.stream().map(Detection::id).collect(Collectors.toCollection(HashSet::new));
    for (Waiting each : batch) {
      // where two senders hand in the same one, it is new to the first
      List<Detection> own = each.detections().stream().filter(one -> ids.remove(one.id())).toList();
      each.word().complete(own);
    }
  }

  /** Works off what waits, for some seconds at most. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
