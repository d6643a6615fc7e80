package io.nightjar.respond;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks of one key one after the other, in order, and those of different keys in parallel. */
final class Lanes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lane-", 0).factory());
  private final Map<String, CompletableFuture<Void>> tails = new ConcurrentHashMap<>();

  void submit(String key, Runnable task) {
    try {
      CompletableFuture<Void> done =
          tails.compute(
              key,
              (lane, tail) ->
                  (tail == null ? CompletableFuture.<Void>completedFuture(null) : tail)
                      .thenRunAsync(() -> run(task), executor));
      var unused = done.whenComplete((nothing, failure) -> tails.remove(key, done));
    } catch (RejectedExecutionException e) {
      LOG.info("stopping: the next start goes on with {}", key);
    }
  }

  /** As {@link #submit}, later. */
  void submitAfter(Duration pause, String key, Runnable task) {
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor)
        .execute(() -> submit(key, task));
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (CancellationException e) {
      LOG.warn("{}; the next start reconciles it", e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("a lane's task failed", e);
    }
  }

  /**
   * Takes no more tasks and waits for those that run.
   *
   * @return whether all ended in time
   */
  boolean finish(Duration atMost) {
    executor.shutdown();
    try {
      return executor.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
