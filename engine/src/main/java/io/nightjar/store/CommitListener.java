package io.nightjar.store;

/** Hears of each commit, on the thread that writes: it must not wait, and must not throw. */
@FunctionalInterface
public interface CommitListener {

  /**
   * @param nanos it took, the disk included
   * @param steps that shared it
   */
  void committed(long nanos, int steps);
}
