package io.nightjar;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for Ctrl-C or SIGTERM, and holds the JVM until what runs was taken down. */
final class Stopping {

  private static final long GRACE_SECONDS = 15;

  private Stopping() {}

  /** Returns when the process is told to stop; the JVM ends once the calling thread is done. */
  static void await() throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stopping")
                .unstarted(
                    () -> {
                      stop.countDown();
                      join(main);
                    }));
    stop.await();
  }

  private static void join(Thread main) {
    try {
      main.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
