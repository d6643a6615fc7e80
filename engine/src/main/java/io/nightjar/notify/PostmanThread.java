package io.nightjar.notify;

import io.nightjar.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one postman going on a thread of its own: a slow channel delays only itself. */
final class PostmanThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PostmanThread.class);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
  private static final int UNSTORED_AT_MOST = 200;

  private final Postman postman;
  private final InstantSource clock;
  private final Semaphore bell = new Semaphore(0);
  private final BlockingQueue<Letter> unstored = new ArrayBlockingQueue<>(UNSTORED_AT_MOST);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  private PostmanThread(Postman postman, InstantSource clock) {
    this.postman = postman;
    this.clock = clock;
    this.thread =
        Thread.ofPlatform().daemon().name("notify-" + postman.name()).unstarted(this::run);
  }

  static PostmanThread start(Postman postman, InstantSource clock) {
    PostmanThread started = new PostmanThread(postman, clock);
    started.thread.start();
    return started;
  }

  /** Something may be due. */
  void ring() {
    bell.release();
  }

  /** The store does not take it: it is tried once from memory. */
  void unstored(Letter letter) {
    if (!unstored.offer(letter)) {
      lost.incrementAndGet();
    }
    ring();
  }

  /** Those that were neither stored nor delivered. */
  long lost() {
    return lost.get();
  }

  private void run() {
    try {
      while (true) {
        Duration pause = step();
        if (pause.isPositive()) {
          if (closed) {
            return;
          }
          boolean unused = bell.tryAcquire(pause.toMillis() + 1, TimeUnit.MILLISECONDS);
          bell.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration step() throws InterruptedException {
    for (Letter letter = unstored.poll(); letter != null; letter = unstored.poll()) {
      if (!postman.bringUnstored(letter)) {
        lost.incrementAndGet();
      }
    }
    try {
      Instant next = postman.step();
      Duration pause = Duration.between(clock.instant(), next);
      return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    } catch (StoreException e) {
      log.warn("{} cannot look into the store: {}", postman.name(), e.getMessage());
      return STORE_PAUSE;
    }
  }

  /** Brings what is due, for a few seconds at most; the rest stays in the store. */
  @Override
  public void close() {
    closed = true;
    ring();
    try {
      if (!thread.join(GRACE)) {
        thread.interrupt();
        boolean unused = thread.join(GRACE);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
