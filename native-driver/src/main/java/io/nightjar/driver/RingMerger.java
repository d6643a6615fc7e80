package io.nightjar.driver;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands over the events of several rings in the order of time. One thread.
 *
 * <p>What holds, with clocks that agree between CPUs (the kernel sees to that):
 *
 * <ul>
 *   <li>An event that was sent before another one began is handed over before it, always. So the
 *       life of a process comes in its order, and a process comes before its children, whichever
 *       CPUs they ran on: the kernel tells a fork before the child can run.
 *   <li>Events that were in the making at the same time on different CPUs come in the order of time
 *       unless one of them took longer than the window from its time to its ring (a virtual CPU
 *       that was stopped there). It is then handed over when it comes, and counted ({@link #late}).
 *   <li>CPUs that share a ring (beyond 256) are ordered against each other to within the time that
 *       it takes to make a record, some microseconds.
 * </ul>
 *
 * <p>How: a pass first notes what is in every ring, then asks each CPU whether an event is on its
 * way ({@link Frontier}), then looks into the rings again. What the first look saw is older than
 * all that the second one did not see: that began after the question was asked, or is what the CPU
 * answered. So the pass merges what the second look saw, and ends where the first one has been
 * handed over or the frontier is reached. No clock of this side takes part in that, and an event
 * need not grow old to be handed over: without a hold-up the window costs nothing.
 */
final class RingMerger {
  private final RingReader[] rings;
  private final Frontier frontier;
  private final long clockOffsetNanos;
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder late = new LongAdder();
  // a heap of the rings that have an event, by its time, as two arrays: references cost more
  private final long[] times;
  private final int[] order;
  private int size;
  private int behind;
  private long lastNanos;
  private boolean holding;

  /**
   * @param clockOffsetNanos wall clock minus boot clock
   */
  RingMerger(List<RingReader> rings, Frontier frontier, long clockOffsetNanos) {
    this.rings = rings.toArray(new RingReader[0]);
    this.times = new long[this.rings.length + 1];
    this.order = new int[this.rings.length + 1];
    this.frontier = frontier;
    this.clockOffsetNanos = clockOffsetNanos;
  }

  /** Records that were not of this schema; they are skipped. Any thread. */
  long unreadable() {
    return unreadable.sum();
  }

  /** Events that were handed over after a younger one. Any thread. */
  long late() {
    return late.sum();
  }

  /** Whether the last pass left events that are older than one that is on its way. */
  boolean holding() {
    return holding;
  }

  /** Whether there is nothing to read and nothing on its way. */
  boolean quiet() {
    if (!frontier.quiet()) {
      return false;
    }
    for (RingReader ring : rings) {
      if (!ring.empty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * One pass: hands over what was there when it began. An event whose handler throws counts as
   * read.
   *
   * @return how many events
   */
  int drain(EventHandler handler) {
    for (RingReader ring : rings) {
      ring.mark();
    }
    long upTo = frontier.nanos();
    look();
    int count = 0;
    holding = false;
    try {
      while (behind > 0) {
        if (times[0] > upTo) {
          holding = true;
          break;
        }
        int index = order[0];
        RingReader ring = rings[index];
        boolean wasBehind = ring.behindMark();
        count += take(ring, handler);
        boolean more = ring.find();
        behind -= wasBehind && !(more && ring.behindMark()) ? 1 : 0;
        place(index, more);
      }
    } finally {
      for (RingReader ring : rings) {
        ring.publish();
      }
    }
    frontier.held(holding && count == 0);
    return count;
  }

  /** The second look; a ring whose next record is still being written is left out. */
  private void look() {
    size = 0;
    behind = 0;
    for (int index = 0; index < rings.length; index++) {
      RingReader ring = rings[index];
      if (ring.look()) {
        rise(index, ring.headNanos());
        behind += ring.behindMark() ? 1 : 0;
      }
    }
  }

  private int take(RingReader ring, EventHandler handler) {
    if (!ring.take(clockOffsetNanos)) {
      unreadable.increment();
      return 0;
    }
    if (ring.headNanos() < lastNanos) {
      late.increment();
    } else {
      lastNanos = ring.headNanos();
    }
    handler.on(ring.view());
    ring.publishSome();
    return 1;
  }

  /** Puts the ring that was on top where its next event belongs, or out. */
  private void place(int index, boolean more) {
    if (more) {
      sink(index, rings[index].headNanos());
      return;
    }
    size--;
    sink(order[size], times[size]);
  }

  private void rise(int index, long nanos) {
    int at = size++;
    for (int above = (at - 1) / 2; at > 0 && times[above] > nanos; above = (at - 1) / 2) {
      times[at] = times[above];
      order[at] = order[above];
      at = above;
    }
    times[at] = nanos;
    order[at] = index;
  }

  private void sink(int index, long nanos) {
    // ends the search for the lower of two without a test for its own
    times[size] = Long.MAX_VALUE;
    int at = 0;
    for (int below = 1; below < size; below = 2 * at + 1) {
      below += times[below + 1] < times[below] ? 1 : 0;
      if (nanos <= times[below]) {
        break;
      }
      times[at] = times[below];
      order[at] = order[below];
      at = below;
    }
    times[at] = nanos;
    order[at] = index;
  }
}
