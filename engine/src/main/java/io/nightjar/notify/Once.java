package io.nightjar.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Remembers signed requests for as long as they would be taken, so that each is taken once; when
 * too many are remembered, none more is. Thread safe.
 */
final class Once {

  private static final int REMEMBERED_AT_MOST = 10_000;

  private final InstantSource clock;
  private final Duration keep;
  private final Set<String> seen = new HashSet<>();
  private final Deque<Seen> order = new ArrayDeque<>();

  private record Seen(String signature, Instant until) {}

  /**
   * @param within how far a request's time may be from now; one from a clock that is ahead could
   *     come again for twice as long
   */
  Once(Duration within, InstantSource clock) {
    this.keep = within.multipliedBy(2);
    this.clock = clock;
  }

  /** False when it was here before, or nothing more can be remembered. */
  synchronized boolean first(String signature) {
    Instant now = clock.instant();
    while (!order.isEmpty() && order.getFirst().until().isBefore(now)) {
      seen.remove(order.removeFirst().signature());
    }
    if (order.size() >= REMEMBERED_AT_MOST || !seen.add(signature)) {
      return false;
    }
    order.addLast(new Seen(signature, now.plus(keep)));
    return true;
  }
}
