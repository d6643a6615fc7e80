package io.nightjar.http;

import java.util.concurrent.atomic.AtomicLong;

/** So many bytes may be held in memory at once. Thread safe. */
final class ByteBudget {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  ByteBudget(long most) {
    this.most = most;
  }

  /** False, and nothing is taken, where there is no room. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void give(long bytes) {
    held.addAndGet(-bytes);
  }

  long held() {
    return held.get();
  }
}
