package io.nightjar.driver;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine, from the events of their lives. Identity is process id and start
 * time: an id that is used again is another process. One that ended can still be asked for a short
 * while, and its descendants know it as an ancestor as long as they live.
 *
 * <p>{@link #apply}, {@link #seed}, {@link #put} and {@link #keepEnvironment} belong to the one
 * thread that polls the events; {@link #get} may be called from any. An event of a process that is
 * known and unchanged allocates nothing.
 */
public final class ProcessTable {
  /** How long an ended process can still be asked for, by the events' clock. */
  private static final long KEEP_ENDED_NANOS = 30_000_000_000L;

  /** How long to wait for what a process can make slow: the thread of the events waits too. */
  private static final long PATIENCE_MILLIS = 100;

  private final PidMap byPid = new PidMap();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private final Cgroups cgroups = new Cgroups();
  private final Executions executions = new Executions();
  private final @Nullable ProcReader proc;
  private final @Nullable UserNames names;
  private final Limits limits;
  private int alive;
  private boolean withEnvironment;
  private long clockNanos;

  private ProcessTable(@Nullable ProcReader proc, @Nullable UserNames names, Limits limits) {
    this.proc = proc;
    this.names = names;
    this.limits = limits;
  }

  /**
   * Bounds of a table.
   *
   * @param processes that live; the events of more are told as they come, without memory
   * @param ended that ended and can still be asked for
   */
  record Limits(int processes, int ended) {
    static final Limits DEFAULT = new Limits(1 << 18, 1 << 14);
  }

  /** The table of this machine: it asks {@code /proc} for what the events do not say. */
  public static ProcessTable ofThisMachine() {
    Path proc = Path.of("/proc");
    TimedReads reads = new TimedReads(PATIENCE_MILLIS);
    return new ProcessTable(
        new ProcReader(proc, reads), new UserNames(proc, reads), Limits.DEFAULT);
  }

  /** A table that knows events alone: for tests, the cases of rules, recordings. */
  public static ProcessTable ofEventsAlone() {
    return ofEventsAlone(Limits.DEFAULT);
  }

  static ProcessTable ofEventsAlone(Limits limits) {
    return new ProcessTable(null, null, limits);
  }

  /**
   * Takes over what {@code /proc} shows: adds what is missing, ends what is gone, reads again what
   * executed something unseen. Call it once after the events began to be recorded and before the
   * first is applied, so that there is no gap; and again whenever events were lost.
   */
  public void seed() {
    if (proc == null) {
      return;
    }
    Set<Integer> pids = new HashSet<>(proc.pids());
    if (pids.isEmpty()) {
      // no /proc is not a machine without processes
      return;
    }
    for (int pid : pids) {
      ProcStat stat = proc.stat(pid);
      if (stat != null) {
        seed(proc, pid, stat);
      }
    }
    List<ProcessNode> gone = new ArrayList<>();
    byPid.forEach(
        node -> {
          if (!pids.contains(node.info().tgid())) {
            gone.add(node);
          }
        });
    gone.forEach(this::end);
  }

  private void seed(ProcReader reader, int pid, ProcStat stat) {
    ProcessNode known = byPid.get(pid);
    if (known == null || !known.is(pid, stat.startTimeTicks())) {
      read(pid, stat.startTimeTicks());
      return;
    }
    ProcessInfo info = known.info();
    String exePath = reader.exePath(pid);
    if (!info.name().equals(stat.name())
        || !(exePath.isEmpty() || exePath.equals(info.exePath()))) {
      ProcessInfo.Builder values = reader.read(pid, stat);
      if (values != null) {
        // the parent that made it is known better than the one that it has by now
        values.parentTgid(info.parentTgid()).cgroupId(info.cgroupId());
        nameUser(values);
        known.update(values);
      }
    } else if (withEnvironment && info.environment().isEmpty()) {
      known.update(info.toBuilder().environment(reader.environment(pid)));
    }
  }

  /**
   * Sets whether processes that are read from {@code /proc} get their environment; those that run
   * get it at the next {@link #seed}. It goes with {@link KernelEventSource#sendEnvironment}.
   */
  public void keepEnvironment(boolean keep) {
    withEnvironment = keep;
    if (proc != null) {
      proc.environment(keep);
    }
  }

  /** Adds or replaces a process; for tests and for recordings that bring a list of processes. */
  public void put(ProcessInfo process) {
    ProcessInfo.Builder values = process.toBuilder();
    ProcessNode node = byPid.get(process.tgid());
    ProcessNode parent = byPid.get(process.parentTgid());
    if (node != null && node.is(process.tgid(), process.startTimeTicks())) {
      if (parent != null && parent != node && !node.hasParent()) {
        node.adopt(parent);
      }
      node.update(values);
      return;
    }
    insert(new ProcessNode(values, parent));
  }

  /**
   * The process of this id as it is, or was within the last half minute.
   *
   * @return null when it is not known
   */
  public @Nullable ProcessInfo get(int tgid) {
    ProcessNode node = byPid.get(tgid);
    return node == null ? null : node.info();
  }

  /**
   * The processes that live, as far as the events tell, and all of their ancestors, ended ones too.
   * Every parent comes before its children, so that putting them one by one into another table
   * makes an equal one. Only on the thread that applies events.
   */
  public List<ProcessInfo> all() {
    Set<ProcessInfo> found = new LinkedHashSet<>();
    byPid.forEach(
        node -> {
          if (!node.ended()) {
            List<ProcessInfo> ancestors = node.info().ancestors();
            Collections.reverse(ancestors);
            found.addAll(ancestors);
            found.add(node.info());
          }
        });
    List<ProcessInfo> all = new ArrayList<>(found);
    // the order of starts, so that an ended process comes before the later owner of its id; it
    // leaves those of one clock tick as they are, ancestors first
    all.sort(Comparator.comparingLong(ProcessInfo::startTimeTicks));
    return all;
  }

  /** Processes that live, as far as the events tell. */
  public int size() {
    return alive;
  }

  /**
   * Takes an event into account.
   *
   * @return the process of the event, as it is after it
   */
  public ProcessInfo apply(EventView event) {
    clockNanos = Math.max(clockNanos, event.bootNanos());
    forgetEnded();
    return switch (event.type()) {
      case PROCESS_FORK -> fork(event);
      case EXECVE, EXECVEAT -> event.result() == 0 ? exec(event) : refresh(event);
      case PROCESS_EXIT -> exit(event);
      case CAPSET -> event.result() == 0 ? capset(event) : refresh(event);
      default -> refresh(event);
    };
  }

  private ProcessInfo fork(EventView event) {
    ProcessNode known = byPid.get(event.tgid());
    ProcessNode parent = parentOf(event);
    if (known != null && known.is(event.tgid(), event.startTimeTicks())) {
      // seeded from /proc before this event was read; it may have executed something since
      if (parent != null && !known.hasParent()) {
        known.adopt(parent);
      }
      return known.info();
    }
    if (parent == null) {
      return refresh(event);
    }
    ProcessInfo.Builder values =
        ProcessInfo.builder(event.tgid(), event.startTimeTicks())
            .copy(parent.info())
            .parentTgid((int) event.number(Arg.PARENT_TGID))
            .namespaceTgid((int) event.number(Arg.NAMESPACE_TGID));
    ProcessNode node = new ProcessNode(values, parent);
    insert(node);
    return refresh(node, event);
  }

  private ProcessInfo exec(EventView event) {
    ProcessNode node = byPid.get(event.tgid());
    if (node == null || !node.is(event.tgid(), event.startTimeTicks())) {
      node =
          new ProcessNode(
              ProcessInfo.builder(event.tgid(), event.startTimeTicks()), parentOf(event));
      insert(node);
    }
    ProcessInfo.Builder values = ExecEvents.readIds(event, node.info());
    Traits known = executions.find(event);
    if (known != null) {
      values.traits(known);
    } else {
      ExecEvents.readTraits(event, values);
      Cgroups.Cgroup cgroup = cgroups.told(event);
      values.cgroupPath(cgroup.path()).container(cgroup.container());
    }
    nameUser(values);
    ProcessInfo info = node.update(values);
    if (info.traits() != known) {
      executions.keep(info.traits());
    }
    return info;
  }

  private ProcessInfo exit(EventView event) {
    ProcessNode node = lookUp(event);
    end(node);
    return node.info();
  }

  /** Capabilities are each thread's own; those of the main one stand for the process. */
  private ProcessInfo capset(EventView event) {
    ProcessNode node = lookUp(event);
    if (event.tid() == event.tgid()) {
      node.update(
          node.info().toBuilder()
              .capabilities(
                  event.number(Arg.CAP_INHERITABLE),
                  event.number(Arg.CAP_PERMITTED),
                  event.number(Arg.CAP_EFFECTIVE)));
    }
    return refresh(node, event);
  }

  private ProcessInfo refresh(EventView event) {
    return refresh(lookUp(event), event);
  }

  /** Identity and cgroup change without an exec too; every event tells them. */
  private ProcessInfo refresh(ProcessNode node, EventView event) {
    ProcessInfo info = node.info();
    boolean sameUser = info.uid() == event.uid() && info.gid() == event.gid();
    boolean identity = event.has(Arg.EUID);
    boolean sameEffective =
        !identity
            || (info.euid() == event.number(Arg.EUID) && info.egid() == event.number(Arg.EGID));
    if (sameUser && sameEffective && info.cgroupId() == event.cgroupId()) {
      return info;
    }
    Cgroups.Cgroup cgroup = cgroupOf(event, info);
    ProcessInfo.Builder values = info.toBuilder();
    values
        .user(event.uid(), identity ? event.number(Arg.EUID) : sameUser ? info.euid() : event.uid())
        .group(
            event.gid(), identity ? event.number(Arg.EGID) : sameUser ? info.egid() : event.gid())
        .cgroupId(event.cgroupId())
        .cgroupPath(cgroup.path())
        .container(cgroup.container());
    if (!sameUser) {
      nameUser(values);
    }
    return node.update(values);
  }

  private Cgroups.Cgroup cgroupOf(EventView event, ProcessInfo info) {
    Cgroups.Cgroup same = new Cgroups.Cgroup(info.cgroupPath(), info.container(), false);
    if (info.cgroupId() == event.cgroupId()) {
      return same;
    }
    Cgroups.Cgroup known = cgroups.get(event.cgroupId());
    if (known != null) {
      return known;
    }
    if (info.cgroupId() == 0) {
      // read from /proc, which names the cgroup but not its id
      return cgroups.guess(event.cgroupId(), info.cgroupPath(), info.container());
    }
    String path = proc == null ? null : proc.cgroupPath(event.tgid());
    return path == null
        ? same
        : cgroups.guess(event.cgroupId(), path, ContainerIdentity.ofCgroupPath(path));
  }

  private void nameUser(ProcessInfo.Builder values) {
    if (names != null) {
      names.name(values, clockNanos);
    }
  }

  private @Nullable ProcessNode parentOf(EventView event) {
    int tgid = (int) event.number(Arg.PARENT_TGID);
    return tgid <= 0 ? null : lookUp(tgid, ProcessInfo.ticks(event.number(Arg.PARENT_START)));
  }

  private ProcessNode lookUp(EventView event) {
    ProcessNode node = lookUp(event.tgid(), event.startTimeTicks());
    if (node == null) {
      // it ended before anything else was learnt of it
      node =
          new ProcessNode(
              ProcessInfo.builder(event.tgid(), event.startTimeTicks())
                  .user(event.uid(), event.uid())
                  .group(event.gid(), event.gid()),
              null);
      insert(node);
    }
    return node;
  }

  /** The node of exactly this process: the known one, else the one that /proc shows. */
  private @Nullable ProcessNode lookUp(int tgid, long startTimeTicks) {
    ProcessNode node = byPid.get(tgid);
    if (node != null && node.is(tgid, startTimeTicks)) {
      return node;
    }
    // a full table would read it again for each of its events
    return full() ? null : read(tgid, startTimeTicks);
  }

  private @Nullable ProcessNode read(int tgid, long startTimeTicks) {
    ProcStat stat = proc == null ? null : proc.stat(tgid);
    if (proc == null || stat == null || stat.startTimeTicks() != startTimeTicks) {
      return null;
    }
    ProcessInfo.Builder values = proc.read(tgid, stat);
    if (values == null) {
      return null;
    }
    nameUser(values);
    ProcessNode added = new ProcessNode(values, parentInProc(values.build()));
    insert(added);
    return added;
  }

  private @Nullable ProcessNode parentInProc(ProcessInfo child) {
    ProcStat parent = proc == null ? null : proc.stat(child.parentTgid());
    return parent == null || parent.startTimeTicks() > child.startTimeTicks()
        ? null
        : lookUp(child.parentTgid(), parent.startTimeTicks());
  }

  private boolean full() {
    return alive >= limits.processes;
  }

  private void insert(ProcessNode node) {
    int tgid = node.info().tgid();
    ProcessNode known = byPid.get(tgid);
    if (known != null && known.info().startTimeTicks() > node.info().startTimeTicks()) {
      // a late event of the former owner of this id
      return;
    }
    boolean replaces = known != null && !known.ended();
    if (full() && !replaces) {
      return;
    }
    if (byPid.put(tgid, node) && !replaces) {
      alive++;
    }
  }

  private void end(ProcessNode node) {
    if (node.ended()) {
      return;
    }
    node.end();
    if (byPid.get(node.info().tgid()) == node) {
      alive--;
      ended.addLast(new Ended(node, clockNanos));
    }
  }

  private void forgetEnded() {
    while (!ended.isEmpty()
        && (ended.size() > limits.ended || clockNanos - ended.getFirst().at() > KEEP_ENDED_NANOS)) {
      ProcessNode node = ended.removeFirst().node();
      int tgid = node.info().tgid();
      if (byPid.get(tgid) == node) {
        byPid.remove(tgid);
      }
    }
  }

  private record Ended(ProcessNode node, long at) {}
}
