package io.nightjar.actions;

import java.util.List;

/** Signals processes of this node; the driver implements it, tests have a fake. */
public interface ProcessControl {

  /**
   * Kills the process, and every descendant if so wanted, each through a pidfd whose start time and
   * container were checked after it was opened, so that a recycled process id is never hit.
   */
  KillResult kill(ProcessTarget target, boolean descendants);

  /** Stops, held and checked as in {@link #kill}, and leaves them stopped. */
  StopResult stop(ProcessTarget target, boolean descendants);

  /**
   * Lets go on what was stopped, each checked as above.
   *
   * @param target that {@link #stop} was called with
   */
  ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped);

  /**
   * @param killed the processes that were signalled, {@code pid (name)}, the root first
   * @param refused processes that are not what was meant, with the reason
   * @param gone whether the root had already ended
   */
  record KillResult(List<String> killed, List<String> refused, boolean gone) {}

  /**
   * A process that was stopped, exactly.
   *
   * @param name {@code pid (name)}
   */
  record StoppedProcess(int pid, long startTimeTicks, String name) {}

  /**
   * @param stopped the root first
   * @param stoodBefore those that somebody else had stopped
   * @param refused processes that are not what was meant or do not stop, with the reason
   * @param gone whether the root had already ended
   */
  record StopResult(
      List<StoppedProcess> stopped,
      List<StoppedProcess> stoodBefore,
      List<String> refused,
      boolean gone) {}

  /**
   * @param resumed {@code pid (name)} of each that goes on again
   * @param ranAlready those that somebody else had let go on
   * @param gone those that have ended meanwhile
   * @param refused those that still stand, with the reason
   */
  record ResumeResult(
      List<String> resumed, List<String> ranAlready, List<String> gone, List<String> refused) {}
}
