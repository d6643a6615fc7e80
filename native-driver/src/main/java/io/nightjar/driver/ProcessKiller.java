package io.nightjar.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kills a process with all its descendants, and nothing else.
 *
 * <p>Process ids are reused, so each process is first held by a pidfd and only then looked at: what
 * {@code /proc} says of start time and container afterwards is true of the held process, for
 * otherwise the start time would be another. The root is stopped first: from then on it does
 * nothing. Then its descendants are looked for, each of them stopped as it is found, until two
 * rounds that began with all standing still find no new one; so none can make another behind the
 * back of the search. Then all are killed, the root first: not before, because the children of an
 * ended process are nobody's. What is stopped but not killed, for whatever reason, goes on.
 *
 * <p>The kernel's own lists of children are used where it has them, so that the time does not grow
 * with the processes of the machine; such a list may lack a child while another one ends, which is
 * why one round without a find is not enough.
 */
public final class ProcessKiller {
  private static final int MAX_ROUNDS = 64;
  private static final int ROUNDS_WITHOUT_FIND = 2;

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
    Hunt hunt = new Hunt(containerId);
    try {
      if (hunt.holdRoot(pid, startTimeTicks)) {
        hunt.holdDescendants();
        hunt.killAll();
      }
      return new Report(hunt.killed, hunt.refused, hunt.gone);
    } finally {
      hunt.release();
    }
  }

  private record Held(int pid, int handle, String name) {}

  private final class Hunt {
    private final String containerId;
    private final Map<Integer, Held> held = new LinkedHashMap<>();
    private final Set<Integer> dismissed = new HashSet<>();
    private final Set<Integer> stopped = new HashSet<>();
    private final List<String> killed = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int rootPid;
    private boolean gone;

    Hunt(String containerId) {
      this.containerId = containerId;
    }

    boolean holdRoot(int pid, long startTimeTicks) {
      rootPid = pid;
      if (isUntouchable(pid)) {
        return false;
      }
      int handle = signals.open(pid);
      if (handle < 0) {
        gone = handle == -LibC.ESRCH;
        if (!gone) {
          refused.add(pid + ": it cannot be opened, errno " + -handle);
        }
        return false;
      }
      ProcStat stat = signals.stat(pid);
      if (stat == null || stat.startTimeTicks() != startTimeTicks) {
        signals.close(handle);
        gone = true;
        if (stat != null) {
          refused.add(named(pid, stat) + ": another process has this id now");
        }
        return false;
      }
      return hold(pid, handle, stat);
    }

    /** Finds children of what is held until there are no new ones. */
    void holdDescendants() {
      int inVain = 0;
      for (int round = 0; round < MAX_ROUNDS; round++) {
        // a stop takes effect a moment after it is sent; until then a child may still be made
        boolean still = held.keySet().stream().allMatch(signals::standsStill);
        int before = held.size();
        holdChildren();
        inVain = still && held.size() == before ? inVain + 1 : 0;
        if (inVain == ROUNDS_WITHOUT_FIND) {
          return;
        }
      }
      refused.add("it makes children faster than they are found: some may be left");
    }

    private void holdChildren() {
      for (int parent : List.copyOf(held.keySet())) {
        List<Integer> children = signals.children(parent);
        if (children == null) {
          signals.pids().forEach(this::holdNew);
          return;
        }
        children.forEach(this::holdNew);
      }
    }

    private void holdNew(int pid) {
      if (!held.containsKey(pid) && !dismissed.contains(pid)) {
        holdChild(pid);
      }
    }

    private void holdChild(int pid) {
      if (!isChild(signals.stat(pid)) || isUntouchable(pid)) {
        return;
      }
      int handle = signals.open(pid);
      if (handle < 0) {
        return;
      }
      // again, now that it is held: its parent is held and stopped, so this id is still its child
      ProcStat stat = signals.stat(pid);
      if (stat == null || !isChild(stat)) {
        signals.close(handle);
        return;
      }
      hold(pid, handle, stat);
    }

    private boolean isChild(@Nullable ProcStat stat) {
      return stat != null && held.containsKey(stat.parent());
    }

    private boolean isUntouchable(int pid) {
      if (pid > 1 && pid != ownPid) {
        return false;
      }
      if (dismissed.add(pid)) {
        refused.add(pid + (pid == ownPid ? ": it is Nightjar itself" : ": it is the init process"));
      }
      return true;
    }

    private boolean hold(int pid, int handle, ProcStat stat) {
      ContainerIdentity container = signals.container(pid);
      if (container == null || !container.containerId().equals(containerId)) {
        signals.close(handle);
        dismissed.add(pid);
        refused.add(named(pid, stat) + ": it is in another container than the one meant");
        return false;
      }
      held.put(pid, new Held(pid, handle, named(pid, stat)));
      if (signals.signal(handle, LibC.SIGSTOP) == 0) {
        stopped.add(handle);
      }
      return true;
    }

    /** The end of a pid namespace's first process takes the others along: those count as killed. */
    void killAll() {
      for (Held process : held.values()) {
        int result = signals.signal(process.handle, LibC.SIGKILL);
        boolean isRoot = process.pid == rootPid;
        if (result == 0 || (result == -LibC.ESRCH && !isRoot)) {
          stopped.remove(process.handle);
          killed.add(process.name);
        } else if (result == -LibC.ESRCH) {
          gone = true;
        } else {
          refused.add(process.name + ": it cannot be killed, errno " + -result);
        }
      }
    }

    void release() {
      for (Held process : held.values()) {
        if (stopped.contains(process.handle)) {
          signals.signal(process.handle, LibC.SIGCONT);
        }
        signals.close(process.handle);
      }
    }

    private String named(int pid, ProcStat stat) {
      return pid + " (" + stat.name().replaceAll("[^\\x20-\\x7e]", "?") + ")";
    }
  }
}
