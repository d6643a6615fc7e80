package io.nightjar.store;

import io.nightjar.crash.CrashPoint;
import io.nightjar.detect.Detection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where detections come in whose sender waits for the word that they are durable. What several
 * senders hand in at a time shares one commit, up to the moment at which its transaction begins;
 * while that is on its way to the disk, the next one is asked for. The word is given before
 * anything is decided, so that no sender waits for playbooks. Thread safe.
 */
public final class DurableEntrance implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DurableEntrance.class);
  private static final int ROOM = 16_384;
  private static final int TOGETHER = 512;
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long JOIN_MILLIS = 10_000;
  private static final Executor OWN_THREAD =
      task -> Thread.ofVirtual().name("durable-entrance").start(task);

  private final Appender append;
  private final Consumer<List<Detection>> accepted;
  private final Semaphore room;
  private final int capacity;
  private final Duration patience;
  private final long lookNanos;
  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Detections of one sender, and its future word. */
  private record Waiting(
      List<JournalEntry> entries, int permits, CompletableFuture<List<Detection>> word) {}

  /** Makes durable what waits when its transaction begins; done with what of it is new. */
  @FunctionalInterface
  interface Appender {
    CompletableFuture<List<Detection>> append(Supplier<List<JournalEntry>> waiting);
  }

  /** One transaction, from when it is asked for until its senders have their word. */
  private final class Turn {
    private volatile List<Waiting> taken = List.of();
    private volatile boolean begun;
    private final CompletableFuture<List<Detection>> stored = new CompletableFuture<>();

    /** On the thread that writes. */
    List<JournalEntry> begin() {
      taken = together();
      begun = true;
      LockSupport.unpark(thread);
      return taken.stream().flatMap(each -> each.entries().stream()).toList();
    }

    /** Woken before that, the thread would find nothing done, and sleep on. */
    void end(List<Detection> fresh, @Nullable Throwable failure) {
      if (failure == null) {
        stored.complete(fresh);
      } else {
        stored.completeExceptionally(failure);
      }
      LockSupport.unpark(thread);
    }
  }

  /**
   * @param accepted gets those that are new, in the order of their acceptance
   * @param patience how long a sender waits for room at most
   */
  public static DurableEntrance of(
      DetectionLog log, Consumer<List<Detection>> accepted, Duration patience) {
    return new DurableEntrance(log::appendWaiting, accepted, patience, ROOM, LOOK);
  }

  /**
   * @param append makes detections durable and returns those that are new
   * @param accepted gets them, in the order of their acceptance
   * @param patience how long a sender waits for room at most
   * @param look after so long its thread looks by itself for what it was not woken for
   */
  DurableEntrance(
      Appender append,
      Consumer<List<Detection>> accepted,
      Duration patience,
      int capacity,
      Duration look) {
    this.append = append;
    this.accepted = accepted;
    this.patience = patience;
    this.capacity = capacity;
    this.lookNanos = look.toNanos();
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
   * @throws StoreException when there is no room; none was accepted
   */
  public CompletableFuture<List<Detection>> accept(List<Detection> detections) {
    if (detections.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    int permits = Math.min(detections.size(), capacity);
    if (!enter(permits, patience)) {
      throw new StoreException("too many detections wait to be stored");
    }
    return enqueue(detections, permits);
  }

  /** As {@link #accept} without waiting for room on this thread; every failure is the answer's. */
  public CompletableFuture<List<Detection>> acceptLater(List<Detection> detections) {
    int permits = Math.min(detections.size(), capacity);
    return detections.isEmpty() || !enter(permits, Duration.ZERO)
        ? CompletableFuture.completedFuture(detections).thenComposeAsync(this::accept, OWN_THREAD)
        : enqueue(detections, permits);
  }

  private CompletableFuture<List<Detection>> enqueue(List<Detection> detections, int permits) {
    List<JournalEntry> entries = detections.stream().map(JournalEntry::of).toList();
    Waiting waiting = new Waiting(entries, permits, new CompletableFuture<>());
    queue.add(waiting);
    LockSupport.unpark(thread);
    if (closed && queue.remove(waiting)) {
      room.release(permits);
      waiting.word().completeExceptionally(new StoreException("Nightjar is stopping"));
    }
    return waiting.word();
  }

  private boolean enter(int permits, Duration longest) {
    try {
      return !closed && room.tryAcquire(permits, longest.toMillis(), TimeUnit.MILLISECONDS);
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
    while (!closed || !queue.isEmpty() || !turns.isEmpty()) {
      Turn first = turns.peekFirst();
      Turn last = turns.peekLast();
      if (!queue.isEmpty() && (last == null || last.begun)) {
        turns.add(next());
      } else if (first != null && first.stored.isDone()) {
        turns.removeFirst();
        handOn(first);
        first.taken.forEach(each -> room.release(each.permits()));
      } else if (Thread.currentThread().isInterrupted()) {
        return;
      } else {
        LockSupport.parkNanos(this, lookNanos);
      }
    }
  }

  private Turn next() {
    CrashPoint.DETECTION_BEFORE_JOURNAL.reached();
    Turn turn = new Turn();
    var unused = append.append(turn::begin).whenComplete(turn::end);
    return turn;
  }

  private List<Waiting> together() {
    List<Waiting> batch = new ArrayList<>();
    int size = 0;
    for (Waiting next = queue.peek();
        next != null && (size == 0 || size + next.entries().size() <= TOGETHER);
        next = queue.peek()) {
      if (queue.remove(next)) {
        batch.add(next);
        size += next.entries().size();
      }
    }
    return batch;
  }

  private void handOn(Turn turn) {
    List<Detection> fresh;
    try {
      fresh = turn.stored.join();
    } catch (CompletionException e) {
      if (!turn.begun) {
        turn.taken = together(); // nobody will ask for them
      }
      refuse(turn.taken, e.getCause() == null ? e : e.getCause());
      return;
    }
    accept(turn.taken, fresh);
  }

  private void accept(List<Waiting> batch, List<Detection> fresh) {
    tell(batch, fresh);
    CrashPoint.DETECTION_BEFORE_SESSION.reached();
    accepted.accept(fresh);
  }

  /** What one sender hands in must not keep another's out. */
  private void refuse(List<Waiting> batch, Throwable why) {
    boolean store = why instanceof StoreException || why instanceof SQLException;
    if (batch.size() <= 1 || store) {
      log.error("{} deliveries could not be stored", batch.size(), why);
      Throwable told = why instanceof SQLException e ? new StoreException("not stored", e) : why;
      batch.forEach(each -> each.word().completeExceptionally(told));
      return;
    }
    batch.forEach(this::alone);
  }

  private void alone(Waiting one) {
    try {
      accept(List.of(one), append.append(one::entries).join());
    } catch (CompletionException e) {
      refuse(List.of(one), e.getCause() == null ? e : e.getCause());
    }
  }

  private static void tell(List<Waiting> batch, List<Detection> fresh) {
    Set<String> ids =
        fresh.stream().map(Detection::id).collect(Collectors.toCollection(HashSet::new));
    for (Waiting each : batch) {
      // where two senders hand in the same one, it is new to the first
      List<Detection> own =
          each.entries().stream()
              .map(JournalEntry::detection)
              .filter(one -> ids.remove(one.id()))
              .toList();
      each.word().complete(own);
    }
  }

  /** Works off what waits, for some seconds at most. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
