package io.nightjar.agent;

import io.nightjar.agent.link.Pause;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one thing over and over until it is closed; a failure does not end it. */
final class Loop implements AutoCloseable, Pause {

  private static final Logger log = LoggerFactory.getLogger(Loop.class);
  private static final Duration AFTER_DEFECT = Duration.ofSeconds(1);

  /** One turn. */
  @FunctionalInterface
  interface Turn {
    void run() throws InterruptedException;
  }

  private final CountDownLatch closing = new CountDownLatch(1);
  private final String name;
  private volatile @Nullable Thread thread;

  Loop(String name) {
    this.name = name;
  }

  Loop start(Turn turn) {
    Thread started = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(turn));
    thread = started;
    started.start();
    return this;
  }

  private void run(Turn turn) {
    try {
      while (!closing()) {
        try {
          turn.run();
        } catch (RuntimeException e) {
          log.error("{} failed, it goes on", name, e);
          sleep(AFTER_DEFECT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean closing() {
    return closing.getCount() == 0;
  }

  /** Returns at once when it is being closed. */
  @Override
  public void sleep(Duration duration) throws InterruptedException {
    boolean unused = closing.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets the turn come to its end, for a while. */
  void finish(Duration atMost) {
    closing.countDown();
    Thread running = thread;
    try {
      if (running != null) {
        running.join(atMost.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cuts the turn short. */
  @Override
  public void close() {
    closing.countDown();
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }
}
