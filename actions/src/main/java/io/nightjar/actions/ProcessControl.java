package io.nightjar.actions;

import java.util.List;

/** Signals processes of this node; the driver implements it, tests have a fake. */
public interface ProcessControl {

  /**
   * Kills the process and every descendant, each through a pidfd whose start time and container
   * were checked after it was opened, so that a recycled process id is never hit.
   */
  KillResult killTree(ProcessTarget target);

  /**
   * @param killed the processes that were signalled, {@code pid (name)}, the root first
   * @param refused processes that are not what was meant, with the reason
   * @param gone whether the root had already ended
   */
  record KillResult(List<String> killed, List<String> refused, boolean gone) {}
}
