package io.nightjar;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A part that is made on a thread of its own while others are made, because it takes long and needs
 * none of them. It is taken down with this, whether somebody took it or not.
 */
public final class Ahead<T extends AutoCloseable> implements AutoCloseable {

  private final FutureTask<T> task;

  private Ahead(FutureTask<T> task) {
    this.task = task;
  }

  public static <T extends AutoCloseable> Ahead<T> start(String name, Callable<T> making) {
    FutureTask<T> task = new FutureTask<>(making);
    Thread.ofPlatform().daemon().name(name).start(task);
    return new Ahead<>(task);
  }

  /**
   * The part, as soon as it is there.
   *
   * @throws Exception why it could not be made
   */
  public T get() throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Waits until the part is there, for otherwise nobody would take it down. */
  @Override
  public void close() {
    try {
      task.get().close();
    } catch (ExecutionException failed) {
      // there is nothing to take down, and who asked for it was told
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
