package io.nightjar.driver;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads what may never answer, with a limit. A process decides which file system its files lie on
 * and which pages its arguments, and with FUSE it decides when a read of them ends; so such a read
 * is made on a thread of its own, which is left behind when it takes too long. Few may hang at a
 * time: beyond that nothing is read until one comes back. Any thread.
 */
final class TimedReads {
  private static final int MAX_HANGING = 4;
  private static final long IDLE_SECONDS = 10;

  private final long patienceMillis;
  private final ThreadPoolExecutor threads;

  TimedReads(long patienceMillis) {
    this.patienceMillis = patienceMillis;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_HANGING,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("proc-read-", 0).factory());
  }

  /**
   * What the reading gives.
   *
   * @param otherwise the answer when it fails, takes too long, or too many others hang
   */
  <T> T read(Callable<? extends T> reading, T otherwise) {
    Future<? extends T> future;
    try {
      future = threads.submit(reading);
    } catch (RejectedExecutionException allHang) {
      return otherwise;
    }
    try {
      return future.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException unreadable) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }
}
