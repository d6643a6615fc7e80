package io.nightjar.event;

import io.nightjar.driver.EventSource;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads events: process table first, so that every later stage sees the process as
 * the event left it; then what was written; then the rules. A bad event is counted and skipped.
 */
public final class Sensor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Sensor.class);
  private static final long POLL_MILLIS = 200;
  private static final long JOIN_MILLIS = 5_000;
  private static final long RESEED_PAUSE_NANOS = 5_000_000_000L;

  /** What comes after the process table. */
  @FunctionalInterface
  public interface Stage {
    /**
     * @param process as it is after the event
     */
    void on(EventView event, ProcessInfo process);
  }

  private final EventSource source;
  private final ProcessTable processes;
  private final WriteObserver writes;
  private final Stage next;
  private final Thread thread;
  private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;
  private volatile long failures;
  private volatile long turnedNanos = System.nanoTime();
  private long knownLosses;
  private long reseededNanos = System.nanoTime() - RESEED_PAUSE_NANOS;

  public Sensor(EventSource source, ProcessTable processes, WrittenDirectories writes, Stage next) {
    this.source = source;
    this.processes = processes;
    this.writes = new WriteObserver(writes);
    this.next = next;
    this.knownLosses = source.losses();
    this.thread = Thread.ofPlatform().name("sensor").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /**
   * Runs something between two events, on the thread that reads them.
   *
   * @return completed when it is done
   */
  public CompletableFuture<Void> between(Runnable errand) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    errands.add(
        () -> {
          try {
            errand.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Has processes read with their environment or without; to be called between events. */
  public void keepEnvironment(boolean keep) {
    processes.keepEnvironment(keep);
    processes.seed();
  }

  private void run() {
    while (!closed) {
      turnedNanos = System.nanoTime();
      source.poll(this::on, POLL_MILLIS);
      for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
        errand.run();
      }
      reseedAfterLoss();
    }
  }

  /** A lost fork, exec or exit would leave wrong ancestors for as long as the process lives. */
  private void reseedAfterLoss() {
    long losses = source.losses();
    if (losses != knownLosses && System.nanoTime() - reseededNanos >= RESEED_PAUSE_NANOS) {
      knownLosses = losses;
      processes.seed();
      reseededNanos = System.nanoTime();
    }
  }

  // one writer, so the increment loses nothing
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void on(EventView event) {
    try {
      ProcessInfo process = processes.apply(event);
      writes.observe(event, process);
      next.on(event, process);
    } catch (RuntimeException e) {
      if (failures++ == 0) {
        log.error("an event could not be judged; later ones are only counted", e);
      }
    }
  }

  /** How long it has been on what it does; well under a second where all is well. */
  public Duration busy() {
    return Duration.ofNanos(System.nanoTime() - turnedNanos);
  }

  /** Events that the kernel or its ring lost. */
  public long losses() {
    return source.losses();
  }

  /** Events that no rule could be tried on. */
  public long failures() {
    return failures;
  }

  @Override
  public void close() {
    closed = true;
    try {
      // the ring must not be unmapped under the reader
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
