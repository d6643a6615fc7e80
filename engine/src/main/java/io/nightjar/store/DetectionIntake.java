package io.nightjar.store;

import io.nightjar.crash.CrashPoint;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Shed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the sensor and the journal: takes one by one, appends what waits in one commit, and hands
 * on what is durable. The sensor never waits. A journal that is slow, or cannot be written and is
 * tried again, lets the queue fill; what then finds no room is counted, told, and stored as one
 * detection that says how many they were.
 */
public final class DetectionIntake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DetectionIntake.class);
  private static final int QUEUE = 8_192;
  private static final int BATCH = 256;
  private static final int BATCH_AT_LEAST = 64;
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 10_000;
  private static final long SHED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WaitingDetections queue;
  private final Function<List<Detection>, List<Detection>> append;
  private final Consumer<List<Detection>> accepted;
  private final Consumer<Shed> shed;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long turnedNanos = System.nanoTime();
  private int batchSize = BATCH;
  private long shedToldNanos = System.nanoTime() - SHED_NANOS;

  /**
   * @param append makes detections durable and returns those that are new
   * @param accepted gets them
   * @param shed is told what was counted and not stored
   */
  public DetectionIntake(
      Function<List<Detection>, List<Detection>> append,
      Consumer<List<Detection>> accepted,
      Consumer<Shed> shed) {
    this(append, accepted, shed, QUEUE);
  }

  DetectionIntake(
      Function<List<Detection>, List<Detection>> append,
      Consumer<List<Detection>> accepted,
      Consumer<Shed> shed,
      int capacity) {
    this.queue = new WaitingDetections(capacity);
    this.append = append;
    this.accepted = accepted;
    this.shed = shed;
    this.thread = Thread.ofPlatform().name("detection-intake").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Returns at once. */
  public void offer(Detection detection) {
    queue.add(detection);
  }

  /** Counts some that found no room elsewhere, as those that find none here. */
  public void giveUp(List<Detection> detections) {
    detections.forEach(queue::giveUp);
  }

  /** Detections that wait, with those that are being stored and handed on. */
  public int waiting() {
    return queue.size();
  }

  /** How long its thread has been on what it does; well under a second where all is well. */
  public Duration busy() {
    return Duration.ofNanos(System.nanoTime() - turnedNanos);
  }

  /** Detections that were counted and not stored. */
  public long shed() {
    return queue.shed();
  }

  private void run() {
    try {
      while (!closed || queue.size() > 0) {
        turnedNanos = System.nanoTime();
        List<Detection> batch = queue.take(batchSize, LOOK_MILLIS);
        if (!batch.isEmpty()) {
          CrashPoint.DETECTION_BEFORE_JOURNAL.reached();
          List<Detection> fresh = appended(batch);
          CrashPoint.DETECTION_BEFORE_SESSION.reached();
          accepted.accept(fresh);
          queue.done();
        }
        raiseShed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As detections of their own, every few seconds; then they are as durable as others. */
  private void raiseShed() throws InterruptedException {
    long now = System.nanoTime();
    if (now - shedToldNanos < SHED_NANOS && !closed) {
      return;
    }
    for (Shed each : queue.takeShed()) {
      shedToldNanos = now;
      accepted.accept(appended(List.of(each.raised())));
      shed.accept(each);
    }
  }

  private List<Detection> appended(List<Detection> batch) throws InterruptedException {
    while (true) {
      turnedNanos = System.nanoTime();
      try {
        long before = System.nanoTime();
        List<Detection> fresh = append.apply(batch);
        adapt(batch.size(), System.nanoTime() - before);
        return fresh;
      } catch (StoreException e) {
        log.error(
            "{} detections wait: the journal cannot be written, trying again", batch.size(), e);
        if (closed) {
          return List.of();
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
    }
  }

  /** Whoever comes next waits for this batch, so on a slow disk it is a small one. */
  private void adapt(int size, long nanos) {
    if (size == batchSize) {
      long fitting = size * BATCH_NANOS / Math.max(nanos, 1);
      batchSize = Math.clamp((batchSize + fitting) / 2, BATCH_AT_LEAST, BATCH);
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
