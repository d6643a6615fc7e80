package io.nightjar.notify;

import java.util.concurrent.atomic.AtomicLong;

/** What became of the tries on one channel since the start. Thread safe. */
final class ChannelCounts {

  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong dead = new AtomicLong();

  void add(Delivery.State state) {
    switch (state) {
      case DELIVERED -> delivered.incrementAndGet();
      case WAITING -> retried.incrementAndGet();
      case DEAD -> dead.incrementAndGet();
      case OVER -> {
        // nothing was tried
      }
    }
  }

  long delivered() {
    return delivered.get();
  }

  long retried() {
    return retried.get();
  }

  long dead() {
    return dead.get();
  }
}
