package io.nightjar.driver;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A process, alone or with all its descendants, held by pidfds and stopped; what is stopped and not
 * said to stay so goes on when this is closed.
 *
 * <p>Process ids are reused, so each process is first held and only then looked at: what {@code
 * /proc} says of start time and container afterwards is true of the held process, for otherwise the
 * start time would be another. The root is stopped first: from then on it does nothing. Then its
 * descendants are looked for, each of them stopped as it is found, until two rounds that began with
 * all standing still find no new one; so none can make another behind the back of the search.
 *
 * <p>The kernel's own lists of children are used where it has them, so that the time does not grow
 * with the processes of the machine; such a list may lack a child while another one ends, which is
 * why one round without a find is not enough.
 */
final class HeldTree implements AutoCloseable {
  private static final int MAX_ROUNDS = 64;
  private static final int ROUNDS_WITHOUT_FIND = 2;

  private final Signals signals;
  private final int ownPid;
  private final String containerId;
  private final Map<Integer, Held> held = new LinkedHashMap<>();
  private final Set<Integer> dismissed = new HashSet<>();
  private final Set<Integer> stopped = new HashSet<>();
  private final List<String> refused = new ArrayList<>();
  private boolean gone;

  /**
   * One process.
   *
   * @param name {@code pid (name)}, without control characters
   * @param stoodBefore whether somebody else had stopped it already
   */
  record Held(int pid, int handle, long startTimeTicks, String name, boolean stoodBefore) {}

  /**
   * @param containerId of the processes that are meant, empty for those of the host
   */
  HeldTree(Signals signals, int ownPid, String containerId) {
    this.signals = signals;
    this.ownPid = ownPid;
    this.containerId = containerId;
  }

  /**
   * Holds a process, and its descendants if so wanted.
   *
   * @return whether it is what is meant, and held
   */
  boolean hold(int pid, long startTimeTicks, boolean descendants) {
    boolean found = holdRoot(pid, startTimeTicks);
    if (found && descendants) {
      holdDescendants();
    }
    return found;
  }

  /** The root first. */
  List<Held> held() {
    return List.copyOf(held.values());
  }

  /** Processes that are not what was meant, with the reason; may be added to. */
  List<String> refused() {
    return refused;
  }

  /** Whether the root had already ended. */
  boolean gone() {
    return gone;
  }

  /** 0, or a negative errno. */
  int signal(Held process, int signal) {
    return signals.signal(process.handle, signal);
  }

  /** It is not to go on when this is closed: it has ended, or is to stay stopped. */
  void leaveAsItIs(Held process) {
    stopped.remove(process.handle);
  }

  private boolean holdRoot(int pid, long startTimeTicks) {
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
  private void holdDescendants() {
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
    boolean stoodBefore = stat.isStopped();
    held.put(pid, new Held(pid, handle, stat.startTimeTicks(), named(pid, stat), stoodBefore));
    if (signals.signal(handle, LibC.SIGSTOP) == 0 && !stoodBefore) {
      stopped.add(handle);
    }
    return true;
  }

  static String named(int pid, ProcStat stat) {
    return pid + " (" + stat.name().replaceAll("[^\\x20-\\x7e]", "?") + ")";
  }

  @Override
  public void close() {
    for (Held process : held.values()) {
      if (stopped.contains(process.handle)) {
        signals.signal(process.handle, LibC.SIGCONT);
      }
      signals.close(process.handle);
    }
    held.clear();
  }
}
