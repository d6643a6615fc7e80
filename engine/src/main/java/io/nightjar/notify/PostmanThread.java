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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one postman going on a thread of its own: a slow channel delays only itself. One that takes
 * the place of another begins when the delivery that is under way there has ended.
 */
final class PostmanThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PostmanThread.class);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
  private static final int UNSTORED_AT_MOST = 200;

  private final Postman postman;
  private final InstantSource clock;
  private final Semaphore bell = new Semaphore(0);
  private final BlockingQueue<Letter> unstored;
  private final AtomicLong lost;
  private final @Nullable PostmanThread before;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Runnable leaving;

  private PostmanThread(Postman postman, InstantSource clock, @Nullable PostmanThread before) {
    this.postman = postman;
    this.clock = clock;
    this.before = before;
    this.unstored = before == null ? new ArrayBlockingQueue<>(UNSTORED_AT_MOST) : before.unstored;
    this.lost = before == null ? new AtomicLong() : before.lost;
    this.thread =
        Thread.ofPlatform().daemon().name("notify-" + postman.name()).unstarted(this::run);
  }

  static PostmanThread start(Postman postman, InstantSource clock) {
    return start(postman, clock, null);
  }

  /**
   * @param before who leaves, in whose place this one goes on; null for nobody
   */
  static PostmanThread start(Postman postman, InstantSource clock, @Nullable PostmanThread before) {
    PostmanThread started = new PostmanThread(postman, clock, before);
    started.thread.start();
    return started;
  }

  Postman postman() {
    return postman;
  }

  /**
   * Ends after the delivery that is under way; returns at once.
   *
   * @param then runs when it has ended
   */
  void leave(Runnable then) {
    leaving = then;
    ring();
  }

  /** Whether it has ended. */
  boolean isOver() {
    return !thread.isAlive();
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
      takeOver();
      while (leaving == null) {
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
    Runnable then = leaving;
    if (then != null) {
      then.run();
    }
  }

  private void takeOver() throws InterruptedException {
    if (before != null) {
      before.thread.join();
      postman.succeed(before.postman);
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
