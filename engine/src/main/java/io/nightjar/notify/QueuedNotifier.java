package io.nightjar.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers on a thread of its own, so that a slow receiver never delays a response. A full queue
 * gives up its newest notice: the oldest tells of the beginning of an attack.
 */
public final class QueuedNotifier implements Notifier {

  private static final Logger log = LoggerFactory.getLogger(QueuedNotifier.class);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final String name;
  private final Delivery delivery;
  private final BlockingQueue<Notice> queue;
  private final AtomicLong lost = new AtomicLong();
  private final Thread worker;
  private volatile boolean closed;

  /**
   * @param name for the log; never holds an address
   */
  public QueuedNotifier(String name, Delivery delivery, int capacity) {
    this.name = name;
    this.delivery = delivery;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.worker = Thread.ofPlatform().daemon().name("notify-" + name).start(this::work);
  }

  @Override
  public void tell(Notice notice) {
    if (closed || !queue.offer(notice)) {
      lost.incrementAndGet();
    }
  }

  @Override
  public long lost() {
    return lost.get();
  }

  private void work() {
    try {
      while (!closed || !queue.isEmpty()) {
        Notice next = queue.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          deliver(next);
        }
      }
    } catch (InterruptedException e) {
      lost.addAndGet(queue.size());
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Notice notice) throws InterruptedException {
    try {
      delivery.deliver(notice);
    } catch (IOException | RuntimeException e) {
      lost.incrementAndGet();
      log.warn("{} notice for {} not delivered: {}", name, notice.responseId(), e.getMessage());
    }
  }

  /** Delivers what is queued, for at most three seconds. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!worker.join(GRACE)) {
        worker.interrupt();
      }
    } catch (InterruptedException e) {
      worker.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
