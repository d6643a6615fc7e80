package io.nightjar.page.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of one kind that people ask a page for: one at a time, on a thread of its own, so that no
 * page waits for it; how far it is and what came of the last one can be asked at any time. Thread
 * safe.
 *
 * @param <T> what comes of it
 */
public final class Background<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Background.class);

  private final String name;
  private final InstantSource clock;
  private final Consumer<T> discard;
  private @Nullable Running running;
  private @Nullable Done<T> last;
  private @Nullable Thread thread;
  private boolean closed;

  /** What is done. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * @param words says how far it is; throws {@link CancellationException} once nobody wants it
     */
    T run(Consumer<String> words) throws Exception;
  }

  /**
   * What is under way.
   *
   * @param what for people
   * @param by who asked for it
   * @param progress how far it is, for people; empty before the first word
   */
  public record Running(String what, String by, Instant since, String progress) {}

  /**
   * What came of the last one.
   *
   * @param result null when it failed or was stopped
   * @param failure why there is none; empty when there is
   */
  public record Done<T>(
      String what,
      String by,
      Instant begunAt,
      Instant endedAt,
      @Nullable T result,
      String failure) {

    public Duration took() {
      return Duration.between(begunAt, endedAt);
    }
  }

  /**
   * How it stands.
   *
   * @param running null while nothing is under way
   * @param last null before the first has ended
   */
  public record Standing<T>(@Nullable Running running, @Nullable Done<T> last) {}

  /**
   * @param name of its thread
   * @param discard gets a result that a newer one has replaced, and the last one at the end
   */
  public Background(String name, InstantSource clock, Consumer<T> discard) {
    this.name = name;
    this.clock = clock;
    this.discard = discard;
  }

  public Background(String name, InstantSource clock) {
    this(name, clock, unused -> {});
  }

  public synchronized Standing<T> standing() {
    return new Standing<>(running, last);
  }

  /**
   * Begins, unless one is under way already.
   *
   * @return false when nothing was begun
   */
  public synchronized boolean start(String what, String by, Work<T> work) {
    if (running != null || closed) {
      return false;
    }
    running = new Running(what, by, clock.instant(), "");
    Thread worker = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(work));
    // Drools finds its parts by the class loader of the thread
    worker.setContextClassLoader(Background.class.getClassLoader());
    thread = worker;
    worker.start();
    return true;
  }

  /** Waits until nothing is under way, but not longer; whether nothing is. */
  public boolean await(Duration atMost) {
    Thread worker;
    synchronized (this) {
      worker = thread;
    }
    try {
      return worker == null || worker.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends what is under way at its next word. */
  public synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run(Work<T> work) {
    try {
      end(work.run(this::say), "");
    } catch (CancellationException | InterruptedException e) {
      end(null, "it was stopped");
    } catch (Exception | StackOverflowError e) {
      if (Thread.currentThread().isInterrupted()) {
        end(null, "it was stopped");
        return;
      }
      log.warn("{} failed", name, e);
      end(null, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private synchronized void say(String progress) {
    if (Thread.currentThread().isInterrupted() || closed) {
      throw new CancellationException(name);
    }
    Running now = running;
    if (now != null) {
      running = new Running(now.what(), now.by(), now.since(), progress);
    }
  }

  private synchronized void end(@Nullable T result, String failure) {
    Running ended = running;
    Done<T> before = last;
    if (ended == null) {
      return;
    }
    running = null;
    thread = null;
    last = new Done<>(ended.what(), ended.by(), ended.since(), clock.instant(), result, failure);
    discardResult(before);
    if (closed) {
      discardResult(last);
    }
  }

  private void discardResult(@Nullable Done<T> done) {
    T result = done == null ? null : done.result();
    if (result != null) {
      discard.accept(result);
    }
  }

  /** Stops what is under way; nothing is begun any more. */
  @Override
  public void close() {
    Thread worker;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      worker = thread;
      if (worker == null) {
        discardResult(last);
        return;
      }
      worker.interrupt();
    }
    try {
      worker.join(TimeUnit.SECONDS.toMillis(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
