package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.NodeWork;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What one node is to do, in the order in which it was asked for. Thread safe. */
final class NodeBox {

  private static final int AT_ONCE = 16;
  private static final int OPEN_AT_MOST = 1_000;
  private static final int POLLS_AT_MOST = 4;

  /** What an agent was given and does not name is given again, but not while it unpacks it. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final Map<String, Pending> open = new LinkedHashMap<>();
  private int polls;
  private boolean closed;

  NodeBox(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Puts it in, or finds the one that is there.
   *
   * @throws NodeFailure when too much waits for this node
   */
  Pending put(Pending pending) {
    lock.lock();
    try {
      Pending there = open.get(pending.task().id());
      if (there != null) {
        return there;
      }
      if (open.size() >= OPEN_AT_MOST) {
        throw NodeFailure.notDone("too much waits for the agent of that node");
      }
      open.put(pending.task().id(), pending);
      more.signalAll();
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something to do; empty when the time is over, or too many wait already.
   *
   * @param running ids that the agent has
   */
  Optional<List<NodeTask>> poll(Duration wait, Set<String> running) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (polls >= POLLS_AT_MOST) {
        return Optional.empty();
      }
      polls++;
      try {
        long until = System.nanoTime() + wait.toNanos();
        List<NodeTask> tasks = take(running);
        for (long left = wait.toNanos();
            tasks.isEmpty() && left > 0 && !closed;
            left = until - System.nanoTime()) {
          long unused = more.awaitNanos(Math.min(left, AGAIN_AFTER.toNanos()));
          tasks = take(running);
        }
        return Optional.of(tasks);
      } finally {
        polls--;
      }
    } finally {
      lock.unlock();
    }
  }

  private List<NodeTask> take(Set<String> running) {
    Instant now = clock.instant();
    List<NodeTask> tasks = new ArrayList<>();
    for (Pending pending : open.values()) {
      NodeTask task = pending.task();
      Instant before = pending.handedOut();
      boolean due = before == null || !now.isBefore(before.plus(AGAIN_AFTER));
      boolean late = before == null && !now.isBefore(task.expires());
      if (due && !late && !running.contains(task.id()) && tasks.size() < AT_ONCE) {
        pending.handOut(now);
        tasks.add(task);
      }
    }
    return tasks;
  }

  Optional<Pending> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(open.get(id));
    } finally {
      lock.unlock();
    }
  }

  void remove(String id) {
    lock.lock();
    try {
      open.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** Takes it back; false where an agent may have it. */
  boolean withdraw(Pending pending) {
    lock.lock();
    try {
      if (pending.handedOut() != null) {
        return false;
      }
      open.remove(pending.task().id());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an agent has been asked for evidence of that response and has not yet answered. */
  boolean awaitsEvidence(String response) {
    lock.lock();
    try {
      return open.values().stream()
          .filter(pending -> pending.handedOut() != null)
          .map(Pending::task)
          .anyMatch(
              task ->
                  task.response().equals(response)
                      && (task.work() instanceof NodeWork.Collect
                          || task.work() instanceof NodeWork.Found));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was asked for so long ago that no answer counts any more. */
  void forgetBefore(Instant time) {
    lock.lock();
    try {
      open.values().removeIf(pending -> pending.task().expires().isBefore(time));
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Lets those go who wait. */
  void close() {
    lock.lock();
    try {
      closed = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
