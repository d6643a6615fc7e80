package io.nightjar.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The latest things that happened, numbered from 1. Publishing never blocks: who reads too slowly
 * sees a gap in the numbers.
 */
public final class EventFeed {

  private final int capacity;
  private final Deque<Numbered> latest = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final List<Consumer<FeedItem>> watchers = new CopyOnWriteArrayList<>();
  private long last;

  /** One item with its number. */
  public record Numbered(long number, FeedItem item) {}

  /**
   * @param capacity how many of the latest items are kept
   */
  public EventFeed(int capacity) {
    this.capacity = capacity;
  }

  /** From now on gets every item at once, on the thread that publishes it; must not wait. */
  public void watch(Consumer<FeedItem> watcher) {
    watchers.add(watcher);
  }

  public void publish(FeedItem item) {
    watchers.forEach(watcher -> watcher.accept(item));
    lock.lock();
    try {
      last++;
      latest.addLast(new Numbered(last, item));
      if (latest.size() > capacity) {
        latest.removeFirst();
      }
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Number of the newest item, 0 before the first. */
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** The items after {@code number}, oldest first; waits for one, and answers empty in the end. */
  public List<Numbered> after(long number, Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lock();
    try {
      while (last <= number && nanos > 0) {
        nanos = published.awaitNanos(nanos);
      }
      List<Numbered> items = new ArrayList<>();
      for (Numbered candidate : latest) {
        if (candidate.number() > number) {
          items.add(candidate);
        }
      }
      return items;
    } finally {
      lock.unlock();
    }
  }
}
