package io.nightjar.store;

import io.nightjar.detect.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the sensor and the journal: takes one by one, appends all that wait in one commit, and
 * hands on what is durable. A journal that cannot be written is tried again; meanwhile the queue
 * fills, then the sensor waits and the kernel's ring counts what it loses. Nothing is dropped here.
 */
public final class DetectionIntake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DetectionIntake.class);
  private static final int QUEUE = 8_192;
  private static final int BATCH = 512;
  private static final long LOOK_MILLIS = 200;
  private static final long AGAIN_MILLIS = 1_000;
  private static final long JOIN_MILLIS = 10_000;

  private final BlockingQueue<Detection> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Function<List<Detection>, List<Detection>> append;
  private final Consumer<List<Detection>> accepted;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param append makes detections durable and returns those that are new
   * @param accepted gets them
   */
  public DetectionIntake(
      Function<List<Detection>, List<Detection>> append, Consumer<List<Detection>> accepted) {
    this.append = append;
    this.accepted = accepted;
    this.thread = Thread.ofPlatform().name("detection-intake").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Waits while the queue is full. */
  public void offer(Detection detection) {
    try {
      queue.put(detection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public int waiting() {
    return queue.size();
  }

  private void run() {
    List<Detection> batch = new ArrayList<>(BATCH);
    try {
      while (!closed || !queue.isEmpty()) {
        Detection first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH - 1);
          accepted.accept(appended(List.copyOf(batch)));
          batch.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Detection> appended(List<Detection> batch) throws InterruptedException {
    while (true) {
      try {
        return append.apply(batch);
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
