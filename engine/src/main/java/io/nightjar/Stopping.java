package io.nightjar;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits for Ctrl-C or SIGTERM, and holds the JVM until what runs was taken down. */
public final class Stopping implements AutoCloseable {

  private static final long GRACE_SECONDS = 15;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicBoolean told = new AtomicBoolean();
  private final CountDownLatch down = new CountDownLatch(1);

  /** From now on the process ends after {@link #close}, or after a while without it. */
  public Stopping() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stopping").unstarted(this::stopAndWait));
  }

  /** Returns when the process is told to stop. */
  public void await() throws InterruptedException {
    stop.await();
  }

  /** Whether it is, for who waits for something else yet. */
  AtomicBoolean told() {
    return told;
  }

  /** Ends the waiting from within. */
  public void stop() {
    stop.countDown();
  }

  /** Everything was taken down: the process may end. */
  @Override
  public void close() {
    down.countDown();
  }

  // not for the main thread itself: that ends the JVM too, and so waits for this very hook
  private void stopAndWait() {
    told.set(true);
    stop.countDown();
    try {
      boolean unused = down.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
