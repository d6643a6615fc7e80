package io.nightjar.cli.capture;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a wish: the JVM is held until what runs was finished and this was closed.
 */
final class StopSignal implements AutoCloseable {
  private static final long GRACE_SECONDS = 20;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stopping").unstarted(this::stop);
  private volatile boolean asked;

  private StopSignal() {}

  static StopSignal ofThisProcess() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Whether somebody wants it to end. */
  boolean asked() {
    return asked;
  }

  private void stop() {
    asked = true;
    try {
      boolean unused = finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // the hook runs already, and this let it go
      return;
    }
  }
}
