package io.nightjar.driver;

import java.util.ArrayList;
import java.util.List;

/**
 * Kills a process, alone or with all its descendants, and nothing else.
 *
 * <p>What is to be killed is held and stopped first, see {@link HeldTree}. Then all are killed, the
 * root first: not before, because the children of an ended process are nobody's. What is stopped
 * but not killed, for whatever reason, goes on.
 */
public final class ProcessKiller {
  private final Signals signals;
  private final int ownPid;

  ProcessKiller(Signals signals, int ownPid) {
    this.signals = signals;
    this.ownPid = ownPid;
  }

  /** Kills processes of this machine; may be used by several threads. */
  public static ProcessKiller ofThisMachine() {
    return new ProcessKiller(
        new Signals.OfThisMachine(), Math.toIntExact(ProcessHandle.current().pid()));
  }

  /**
   * What was done. Names come from the processes; control characters in them are replaced.
   *
   * @param killed {@code pid (name)} of each process that was signalled, the root first
   * @param refused processes that are not what was meant or may not be killed, with the reason
   * @param gone whether the root had already ended
   */
  public record Report(List<String> killed, List<String> refused, boolean gone) {
    public Report {
      killed = List.copyOf(killed);
      refused = List.copyOf(refused);
    }
  }

  /**
   * Kills a process and its descendants.
   *
   * @param pid in the host's pid namespace
   * @param startTimeTicks field 22 of {@code /proc/PID/stat} of the process that is meant
   * @param containerId of the process that is meant, empty for one of the host
   */
  public Report killTree(int pid, long startTimeTicks, String containerId) {
    return kill(pid, startTimeTicks, containerId, true);
  }

  /** As {@link #killTree}, but its descendants are left alone. */
  public Report killAlone(int pid, long startTimeTicks, String containerId) {
    return kill(pid, startTimeTicks, containerId, false);
  }

  private Report kill(int pid, long startTimeTicks, String containerId, boolean descendants) {
    try (HeldTree tree = new HeldTree(signals, ownPid, containerId)) {
      List<String> killed = new ArrayList<>();
      boolean gone = tree.hold(pid, startTimeTicks, descendants) && kill(tree, pid, killed);
      return new Report(killed, tree.refused(), gone || tree.gone());
    }
  }

  /**
   * The end of a pid namespace's first process takes the others along: those count as killed.
   *
   * @return whether the root had ended by itself
   */
  private static boolean kill(HeldTree tree, int root, List<String> killed) {
    boolean gone = false;
    for (HeldTree.Held process : tree.held()) {
      int result = tree.signal(process, LibC.SIGKILL);
      boolean isRoot = process.pid() == root;
      if (result == 0 || (result == -LibC.ESRCH && !isRoot)) {
        tree.leaveAsItIs(process);
        killed.add(process.name());
      } else if (result == -LibC.ESRCH) {
        gone = true;
      } else {
        tree.refused().add(process.name() + ": it cannot be killed, errno " + -result);
      }
    }
    return gone;
  }
}
