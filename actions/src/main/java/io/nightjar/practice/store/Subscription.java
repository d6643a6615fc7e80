package io.nightjar.practice.store;

import io.nightjar.practice.model.ResourceType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A bounded queue of changes for one watcher; a watcher that falls too far behind is cut off. */
public final class Subscription implements AutoCloseable {
  private static final int CAPACITY = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<StoreEvent> queue = new ArrayDeque<>();
  private final @Nullable ResourceType type;
  private final WatchHub hub;
  private boolean open = true;

  Subscription(WatchHub hub, @Nullable ResourceType type) {
    this.hub = hub;
    this.type = type;
  }

  void offer(StoreEvent event) {
    if (type != null && !type.equals(event.type())) {
      return;
    }
    lock.lock();
    try {
      if (queue.size() >= CAPACITY) {
        open = false;
        hub.remove(this);
      } else if (open) {
        queue.addLast(event);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next change; null when none came in time or none can come any more. */
  public @Nullable StoreEvent poll(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (queue.isEmpty() && open && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return queue.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** False once it is closed or cut off. */
  public boolean isOpen() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    hub.remove(this);
    lock.lock();
    try {
      open = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
