package io.nightjar.alert;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One output with a bounded queue and a thread of its own, so that none waits for another and
 * nobody for any. A full queue drops its newest alert: the oldest tells of the beginning of an
 * attack. Whatever is not delivered is counted. One that takes the place of another begins with
 * what waited there.
 */
final class QueuedOutput implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(QueuedOutput.class);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final long LOOK_MILLIS = 100;

  private final String name;
  private final String place;
  private final AlertOutput output;
  private final AlertLines lines;
  private final InstantSource clock;
  private final AlertOutputs.Planned plan;
  private final Deque<Alert> inherited = new ArrayDeque<>();
  private final BlockingQueue<Alert> queue;
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Thread worker;
  private volatile @Nullable Instant busySince;
  private volatile String lastFailure = "";
  private volatile boolean reopen;
  private volatile boolean closed;
  private volatile boolean leaving;
  private volatile @Nullable Alert cutShort;

  /**
   * Takes alerts from now on; delivers once it is started.
   *
   * @param plan what it is made of
   */
  QueuedOutput(AlertOutputs.Planned plan, InstantSource clock) {
    this.plan = plan;
    this.name = plan.name();
    this.place = plan.place();
    this.output = plan.output();
    this.lines = plan.lines();
    this.clock = clock;
    this.queue = new ArrayBlockingQueue<>(plan.capacity());
    this.worker = Thread.ofPlatform().daemon().name("alerts-" + name).unstarted(this::work);
  }

  /**
   * Begins to deliver.
   *
   * @param before what waited elsewhere, which comes first
   */
  QueuedOutput start(List<Alert> before) {
    inherited.addAll(before);
    worker.start();
    return this;
  }

  AlertOutputs.Planned plan() {
    return plan;
  }

  String name() {
    return name;
  }

  /** Under which it counts. */
  String place() {
    return place;
  }

  /** Never waits; what is not for this output is passed over. */
  void offer(Alert alert) {
    if (!lines.takes(alert)) {
      return;
    }
    if (closed || !queue.offer(alert)) {
      dropped.incrementAndGet();
    }
  }

  /** Alerts that the place took. */
  long delivered() {
    return delivered.get();
  }

  /** Alerts that found the queue full, or that the place did not take. */
  long lost() {
    return dropped.get() + failed.get();
  }

  /** Why alerts were lost, in words; empty while none was. */
  String why() {
    String full = dropped.get() > 0 ? "its queue was full" : "";
    return full.isEmpty() || lastFailure.isEmpty() ? full + lastFailure : full + ", " + lastFailure;
  }

  int waiting() {
    return queue.size();
  }

  /** For how long the alert at hand is being delivered; zero between alerts. */
  Duration busy() {
    Instant since = busySince;
    return since == null ? Duration.ZERO : Duration.between(since, clock.instant());
  }

  /** Opens anew what is open, after the alert at hand. */
  void reopen() {
    reopen = true;
  }

  private void work() {
    try {
      while (!leaving && (!closed || !inherited.isEmpty() || !queue.isEmpty())) {
        Alert next =
            inherited.isEmpty()
                ? queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                : inherited.removeFirst();
        reopenWhereAsked();
        if (next != null) {
          deliver(next);
        }
      }
    } catch (InterruptedException e) {
      if (!leaving) {
        dropped.addAndGet((long) inherited.size() + queue.size());
        inherited.clear();
        queue.clear();
      }
      Thread.currentThread().interrupt();
    }
  }

  private void reopenWhereAsked() {
    if (reopen) {
      reopen = false;
      try {
        output.reopen();
      } catch (IOException | RuntimeException e) {
        log.warn("the {} output could not be opened anew: {}", name, e.getMessage());
      }
    }
  }

  private void deliver(Alert alert) throws InterruptedException {
    busySince = clock.instant();
    try {
      output.write(lines.line(alert), lines.priority(alert));
      if (queue.isEmpty()) {
        output.idle();
      }
      delivered.incrementAndGet();
    } catch (IOException | RuntimeException e) {
      lastFailure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      failed.incrementAndGet();
    } catch (InterruptedException e) {
      if (leaving) {
        cutShort = alert;
      } else {
        failed.incrementAndGet();
      }
      throw e;
    } finally {
      busySince = null;
    }
  }

  /**
   * Ends after the delivery at hand, which has three seconds.
   *
   * @return what waits, the oldest first; one whose delivery was cut short is among it
   */
  List<Alert> leave() {
    leaving = true;
    closed = true;
    end();
    output.close();
    List<Alert> left = new ArrayList<>();
    Alert first = cutShort;
    if (first != null) {
      left.add(first);
    }
    left.addAll(inherited);
    queue.drainTo(left);
    return left;
  }

  private void end() {
    try {
      if (!worker.join(GRACE)) {
        worker.interrupt();
        boolean unused = worker.join(GRACE);
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** Delivers what waits, for at most three seconds. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!worker.join(GRACE)) {
        worker.interrupt();
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
    output.close();
    // offered after the worker looked for the last time
    dropped.addAndGet(queue.size());
    queue.clear();
  }
}
