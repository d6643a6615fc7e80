package io.nightjar.rehearse;

import io.nightjar.detect.Detection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes the past on a thread of its own, a few batches ahead of who judges it, and
 * never more.
 */
final class PastReader {

  private static final int BATCH = 256;
  private static final int PASSED_OVER_AT_MOST = 4096;
  private static final int BATCHES_AHEAD = 16;
  private static final long LOOK_UP_MILLIS = 100;

  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A piece of the past.
   *
   * @param passedOver how many more there were, which nobody looks at
   * @param last nothing comes after it
   * @param failure why it could not be read on, or null
   */
  record Batch(
      List<Detection> detections,
      long passedOver,
      List<Unreadable> unreadable,
      boolean last,
      @Nullable Exception failure) {}

  /** One that cannot be read. */
  record Unreadable(String where, String why) {}

  private PastReader(PastDetections past, Predicate<String> wanted) {
    thread = Thread.ofPlatform().name("past-reader").daemon().unstarted(() -> read(past, wanted));
  }

  static PastReader start(PastDetections past, Predicate<String> wanted) {
    PastReader reader = new PastReader(past, wanted);
    reader.thread.start();
    return reader;
  }

  /** Waits for the next. */
  Batch next() throws InterruptedException {
    return batches.take();
  }

  private void read(PastDetections past, Predicate<String> wanted) {
    Filling filling = new Filling(wanted);
    Exception failure = null;
    try {
      past.each(filling);
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
    filling.hand(true, failure);
  }

  private final class Filling implements PastDetections.Taker {
    private final Predicate<String> wanted;
    private List<Detection> detections = new ArrayList<>(BATCH);
    private List<Unreadable> unreadable = new ArrayList<>();
    private long passedOver;

    Filling(Predicate<String> wanted) {
      this.wanted = wanted;
    }

    @Override
    public boolean wants(String rule) {
      return wanted.test(rule);
    }

    @Override
    public boolean take(Detection detection) {
      if (!wanted.test(detection.rule())) {
        return passOver();
      }
      detections.add(detection);
      return handIfFull();
    }

    @Override
    public boolean passOver() {
      passedOver++;
      return handIfFull();
    }

    @Override
    public void unreadable(String where, String why) {
      unreadable.add(new Unreadable(where, why));
      handIfFull();
    }

    private boolean handIfFull() {
      boolean full =
          detections.size() + unreadable.size() >= BATCH || passedOver >= PASSED_OVER_AT_MOST;
      return full ? hand(false, null) : !closed;
    }

    private boolean hand(boolean last, @Nullable Exception failure) {
      Batch batch = new Batch(detections, passedOver, unreadable, last, failure);
      detections = new ArrayList<>(BATCH);
      unreadable = new ArrayList<>();
      passedOver = 0;
      try {
        while (!closed) {
          if (batches.offer(batch, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
            return true;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return false;
    }
  }

  /** Lets the reading end, and waits for it, so that what it reads from can be closed. */
  void end() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
