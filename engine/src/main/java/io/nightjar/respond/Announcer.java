package io.nightjar.respond;

import io.nightjar.crash.CrashPoint;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tells listeners, on a thread of its own: a listener may wait for the playbook session, which may
 * wait for the store, whose writer must therefore never wait for a listener.
 */
final class Announcer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final int WAITING_AT_MOST = 16_384;

  private final List<ResponseListener> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING_AT_MOST);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("response-announcer").daemon(true).unstarted(this::run);
  private volatile boolean closed;

  void listen(ResponseListener listener) {
    listeners.add(listener);
  }

  void start() {
    thread.start();
  }

  void changed(Response response, @Nullable ResponseState previous) {
    offer(
        () -> {
          CrashPoint.CHANGE_BEFORE_LISTENERS.reached();
          MDC.put("response", response.id());
          tell(listener -> listener.changed(response, previous));
          MDC.remove("response");
        });
  }

  /**
   * @param told runs when every listener was told
   */
  void escalated(Response response, Runnable told) {
    offer(
        () -> {
          tell(listener -> listener.escalated(response));
          CrashPoint.ESCALATION_TOLD_BEFORE_DONE.reached();
          told.run();
        });
  }

  void troubled(Response response, String words) {
    offer(() -> tell(listener -> listener.troubled(response, words)));
  }

  void waits(Response response, String words, boolean lasting) {
    offer(() -> tell(listener -> listener.waits(response, words, lasting)));
  }

  void acknowledged(Response response) {
    offer(() -> tell(listener -> listener.acknowledged(response)));
  }

  /** How many announcements were dropped because the listeners were too slow. */
  long lost() {
    return lost.get();
  }

  private void offer(Runnable announcement) {
    if (!waiting.offer(announcement)) {
      LOG.warn("listeners are too slow: {} announcements lost", lost.incrementAndGet());
    }
  }

  private void tell(Consumer<ResponseListener> how) {
    for (ResponseListener listener : listeners) {
      try {
        how.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("a listener failed", e);
      }
    }
  }

  private void run() {
    while (!(closed && waiting.isEmpty())) {
      try {
        waiting.take().run();
      } catch (InterruptedException e) {
        LOG.debug("interrupted; goes on until closed");
      } catch (RuntimeException e) {
        LOG.error("after an announcement: ", e);
      }
    }
  }

  /** Tells what waits, for a few seconds at most. */
  @Override
  public void close() {
    closed = true;
    waiting.offer(() -> {});
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
