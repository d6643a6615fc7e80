package io.nightjar.driver.scap;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the observed machine looks like at this point of the capture: threads, the processes that
 * they belong to, descriptors, names of users. All bounded: of more than a machine can have, those
 * that were longest quiet are forgotten.
 *
 * <p>What changes about a process is handed to the process table before the next event of Nightjar
 * is ({@link #tellTable}).
 */
final class Machine {
  static final int MAX_THREADS = 1 << 17;
  static final int MAX_PROCESSES = 1 << 15;

  /** A user or group that is not known. */
  private static final long NONE = 0xffff_ffffL;

  private final ProcessTable table;
  private final UserList users = new UserList();
  private final Cgroups cgroups = new Cgroups();
  private final Descriptors.Room room = new Descriptors.Room();
  private final Map<Long, ObservedThread> threads = bounded(MAX_THREADS, thread -> {});
  private final Map<Integer, ObservedProcess> processes =
      bounded(MAX_PROCESSES, process -> process.descriptors().release());
  private final Set<Integer> changed = new LinkedHashSet<>();
  private MachineInfo info = MachineInfo.UNKNOWN;
  private long nowNanos;

  Machine(ProcessTable table) {
    this.table = table;
  }

  private static <K, V> Map<K, V> bounded(int maximum, Consumer<V> forgotten) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        if (size() <= maximum) {
          return false;
        }
        forgotten.accept(eldest.getValue());
        return true;
      }
    };
  }

  MachineInfo info() {
    return info;
  }

  void info(MachineInfo value) {
    info = value;
  }

  UserList users() {
    return users;
  }

  Cgroups cgroups() {
    return cgroups;
  }

  ProcessTable table() {
    return table;
  }

  @Nullable ObservedThread thread(long tid) {
    return threads.get(tid);
  }

  @Nullable ObservedProcess process(long pid) {
    return processes.get((int) pid);
  }

  /** The process of a thread; one that nothing is known of is taken for a process of its own. */
  ObservedProcess processOf(long tid) {
    ObservedThread thread = threads.get(tid);
    if (thread == null) {
      ObservedProcess unknown = processes.get((int) tid);
      thread = add(tid, unknown == null ? unknownProcess(tid) : unknown, "");
      thread.settled();
    }
    return thread.process();
  }

  private ObservedProcess unknownProcess(long tid) {
    ProcessInfo.Builder values =
        ProcessInfo.builder((int) tid, startBeforeCapture()).user(NONE, NONE).group(NONE, NONE);
    return add(values.build(), Cgroups.ROOT);
  }

  /** Adds a process; a former one with its id is gone. */
  ObservedProcess add(ProcessInfo info, String cgroup) {
    ObservedProcess process = new ObservedProcess(info, cgroup, new Descriptors(room));
    ObservedProcess before = processes.put(process.pid(), process);
    if (before != null) {
      before.descriptors().release();
    }
    noteChange(process);
    return process;
  }

  private void noteChange(ObservedProcess process) {
    if (changed.size() >= MAX_PROCESSES) {
      tellTable();
    }
    changed.add(process.pid());
  }

  Descriptors.Room room() {
    return room;
  }

  ObservedThread add(long tid, ObservedProcess process, String name) {
    ObservedThread before = threads.get(tid);
    if (before != null) {
      before.process().removeThread();
    }
    ObservedThread thread = new ObservedThread(process, tid == process.pid(), name);
    process.addThread();
    threads.put(tid, thread);
    return thread;
  }

  void removeThread(long tid) {
    threads.remove(tid);
  }

  void removeProcess(ObservedProcess process) {
    if (processes.remove(process.pid(), process)) {
      process.descriptors().release();
    }
  }

  /** Changes what is known of a process. */
  void change(ObservedProcess process, ProcessInfo info) {
    process.become(info);
    noteChange(process);
  }

  /** The builder with the names that belong to its ids. */
  ProcessInfo named(ProcessInfo.Builder values) {
    ProcessInfo ids = values.build();
    return values.userName(users.user(ids.uid())).groupName(users.group(ids.gid())).build();
  }

  /**
   * Start of a process that was there before: not known, so that of the machine, else that of the
   * capture; in ticks since the epoch, as all times of a recording are wall-clock.
   */
  long startBeforeCapture() {
    return ticks(info.bootNanos() > 0 ? info.bootNanos() : nowNanos);
  }

  static long ticks(long nanos) {
    return nanos / 10_000_000L;
  }

  /**
   * Takes over a list of what there is: threads become their processes.
   *
   * @param nowNanos for the start of processes where the machine's own is not known
   */
  void list(List<ListedThread> listed, long nowNanos) {
    this.nowNanos = nowNanos;
    Map<Long, ListedThread> mains = new HashMap<>();
    for (ListedThread thread : listed) {
      if (thread.tid == thread.pid) {
        mains.put(thread.pid, thread);
      }
    }
    Map<Long, ObservedProcess> made = new HashMap<>();
    for (ListedThread thread : listed) {
      ListedThread main = mains.getOrDefault(thread.pid, thread);
      ObservedProcess process = made.computeIfAbsent(thread.pid, pid -> observed(main));
      add(thread.tid, process, thread.name).settled();
    }
  }

  private ObservedProcess observed(ListedThread listed) {
    String cgroup = cgroups.tellingPath(listed.cgroups);
    List<String> args = Bounds.list(listed.args());
    ProcessInfo.Builder values =
        ProcessInfo.builder((int) listed.pid, startBeforeCapture())
            .parentTgid((int) listed.parent)
            .session((int) Math.max(0, listed.session), (int) listed.processGroup())
            .name(Bounds.name(listed.name))
            .exePath(Bounds.path(listed.exePath()))
            .args(args)
            .argsTruncated(Bounds.bytes(listed.args()) > Bounds.bytes(args))
            .cwd(Bounds.path(listed.cwd))
            .environment(Bounds.list(listed.environment))
            .cgroupPath(cgroup)
            .namespaceStart(listed.namespaceStart)
            .tty(listed.tty)
            .user(listed.uid, listed.uid)
            .group(listed.gid, listed.gid)
            .loginUid(listed.loginUid)
            .container(cgroups.container(cgroup))
            .capabilities(listed.inheritable, listed.permitted, listed.effective)
            .exeFlags(listed.exeFlags())
            .exeFile(listed.inode, listed.changeTime, listed.modifyTime);
    if (listed.namespacePid > 0) {
      values.namespaceTgid((int) listed.namespacePid);
    }
    return add(named(values), cgroup);
  }

  /** Hands what changed to the process table, parents first. */
  void tellTable() {
    if (changed.isEmpty()) {
      return;
    }
    List<Integer> pids = new ArrayList<>(changed);
    for (int pid : pids) {
      tellWithParents(pid);
    }
    changed.clear();
  }

  private void tellWithParents(int pid) {
    Deque<ObservedProcess> line = new ArrayDeque<>();
    ObservedProcess next = processes.get(pid);
    while (next != null && changed.remove(next.pid())) {
      line.push(next);
      next = processes.get(next.info().parentTgid());
    }
    for (ObservedProcess process : line) {
      table.put(process.info());
    }
  }

  int threadCount() {
    return threads.size();
  }

  int processCount() {
    return processes.size();
  }
}
