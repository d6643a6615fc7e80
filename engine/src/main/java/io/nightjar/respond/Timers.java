package io.nightjar.respond;

/**
 * Wakes the desk when timers are due. Derived state only: the truth is the timers table, from which
 * it is filled at start, so it may wake twice or too early and must never be the only memory.
 */
public interface Timers extends AutoCloseable {

  /** Wakes at {@code timer.due()}, at once when that is past; replaces an earlier call. */
  void schedule(Timer timer);

  void cancel(long timerId);

  @Override
  void close();
}
