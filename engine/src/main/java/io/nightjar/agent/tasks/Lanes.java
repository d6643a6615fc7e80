package io.nightjar.agent.tasks;

import io.nightjar.fleet.wire.NodeWork;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for tasks: what contains never waits behind what collects. */
final class Lanes implements AutoCloseable {

  private static final int WAITING_AT_MOST = 256;
  private static final int CONTAINING = 4;
  private static final int COLLECTING = 2;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor containing = pool("task-contain", CONTAINING);
  private final ThreadPoolExecutor collecting = pool("task-collect", COLLECTING);

  private static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_AT_MOST),
            Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** False where too many wait. */
  boolean run(NodeWork work, Runnable task) {
    boolean evidence = work instanceof NodeWork.Collect || work instanceof NodeWork.Found;
    try {
      (evidence ? collecting : containing).execute(task);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  /** What was begun comes to its end, for a while; what was not is left. */
  void finish(Duration atMost) {
    containing.getQueue().clear();
    collecting.getQueue().clear();
    containing.shutdown();
    collecting.shutdownNow();
    try {
      boolean unused = containing.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    containing.shutdownNow();
    collecting.shutdownNow();
  }
}
