package io.nightjar.driver;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine, from the events of their lives. Identity is process id and start
 * time: an id that is used again is another process. One that ended can still be asked for a short
 * while, and its descendants know it as an ancestor as long as they live.
 *
 * <p>{@link #apply}, {@link #seed} and {@link #put} belong to the one thread that polls the events;
 * {@link #get} may be called from any.
 */
public final class ProcessTable {
  /** How long an ended process can still be asked for, by the events' clock. */
  private static final long KEEP_ENDED_NANOS = 30_000_000_000L;

  private static final int MAX_ENDED = 16_384;
  private static final int MAX_PROCESSES = 1 << 18;
  private static final int MAX_CGROUPS = 8192;

  private final PidMap byPid = new PidMap();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private final Set<Integer> alive = new HashSet<>();
  private final @Nullable ProcReader proc;
  private final @Nullable UserNames names;
  private long clockNanos;
  private final Map<Long, ContainerIdentity> containers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ContainerIdentity> eldest) {
          return size() > MAX_CGROUPS;
        }
      };

  private ProcessTable(@Nullable ProcReader proc, @Nullable UserNames names) {
    this.proc = proc;
    this.names = names;
  }

  /** The table of this machine: it asks {@code /proc} for what the events do not say. */
  public static ProcessTable ofThisMachine() {
    Path proc = Path.of("/proc");
    return new ProcessTable(new ProcReader(proc), new UserNames(proc));
  }

  /** A table that knows events alone: for tests, the cases of rules, recordings. */
  public static ProcessTable ofEventsAlone() {
    return new ProcessTable(null, null);
  }

  /**
   * Takes over what {@code /proc} shows: adds what is missing, ends what is gone. Call it once
   * after the events began to be recorded and before the first is applied, so that there is no gap;
   * and again whenever events were lost.
   */
  public void seed() {
    if (proc == null) {
      return;
    }
    List<Integer> pids = proc.pids();
    for (int pid : pids) {
      ProcStat stat = proc.stat(pid);
      if (stat != null) {
        lookUp(pid, stat.startTimeTicks());
      }
    }
    Set<Integer> gone = new HashSet<>(alive);
    pids.forEach(gone::remove);
    for (int pid : gone) {
      ProcessNode node = byPid.get(pid);
      if (node != null) {
        end(node);
      }
    }
  }

  /** Adds or replaces a process; for tests and for recordings that bring a list of processes. */
  public void put(ProcessInfo process) {
    ProcessInfo.Builder values = process.toBuilder();
    ProcessNode node = byPid.get(process.tgid());
    if (node != null && node.is(process.tgid(), process.startTimeTicks())) {
      node.update(values);
      return;
    }
    ProcessNode parent = byPid.get(process.parentTgid());
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

  /** Processes that live, as far as the events tell. */
  public int size() {
    return alive.size();
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
    ContainerIdentity container = ContainerIdentity.ofCgroupPath(event.text(Arg.CGROUP));
    containers.put(event.cgroupId(), container);
    ProcessInfo.Builder values = ExecEvents.read(event, node.info()).container(container);
    nameUser(values);
    return node.update(values);
  }

  private ProcessInfo exit(EventView event) {
    ProcessNode node = lookUp(event);
    end(node);
    return node.info();
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
    ProcessInfo.Builder values = info.toBuilder();
    values
        .user(event.uid(), identity ? event.number(Arg.EUID) : sameUser ? info.euid() : event.uid())
        .group(
            event.gid(), identity ? event.number(Arg.EGID) : sameUser ? info.egid() : event.gid())
        .cgroupId(event.cgroupId())
        .container(containerOf(event, info));
    if (!sameUser) {
      nameUser(values);
    }
    return node.update(values);
  }

  private ContainerIdentity containerOf(EventView event, ProcessInfo info) {
    if (info.cgroupId() == 0) {
      // read from /proc, which names the cgroup but not its id
      containers.putIfAbsent(event.cgroupId(), info.container());
      return info.container();
    }
    if (info.cgroupId() == event.cgroupId()) {
      return info.container();
    }
    ContainerIdentity known = containers.get(event.cgroupId());
    if (known == null && proc != null) {
      known = proc.container(event.tgid());
      if (known != null) {
        containers.put(event.cgroupId(), known);
      }
    }
    return known == null ? info.container() : known;
  }

  private void nameUser(ProcessInfo.Builder values) {
    if (names != null) {
      names.name(values, values.build(), clockNanos);
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
    ProcessInfo.Builder values = proc == null ? null : proc.read(tgid);
    if (values == null) {
      return null;
    }
    ProcessInfo found = values.build();
    if (found.startTimeTicks() != startTimeTicks) {
      return null;
    }
    nameUser(values);
    ProcessNode added = new ProcessNode(values, parentInProc(found));
    insert(added);
    return added;
  }

  private @Nullable ProcessNode parentInProc(ProcessInfo child) {
    ProcStat parent = proc == null ? null : proc.stat(child.parentTgid());
    return parent == null || parent.startTimeTicks() > child.startTimeTicks()
        ? null
        : lookUp(child.parentTgid(), parent.startTimeTicks());
  }

  private void insert(ProcessNode node) {
    int tgid = node.info().tgid();
    ProcessNode known = byPid.get(tgid);
    if (known != null && known.info().startTimeTicks() > node.info().startTimeTicks()) {
      // a late event of the former owner of this id
      return;
    }
    if (alive.size() >= MAX_PROCESSES && !alive.contains(tgid)) {
      return;
    }
    byPid.put(tgid, node);
    alive.add(tgid);
  }

  private void end(ProcessNode node) {
    if (node.ended()) {
      return;
    }
    node.end();
    int tgid = node.info().tgid();
    if (byPid.get(tgid) == node) {
      alive.remove(tgid);
      ended.addLast(new Ended(node, clockNanos));
    }
  }

  private void forgetEnded() {
    while (!ended.isEmpty()
        && (ended.size() > MAX_ENDED || clockNanos - ended.getFirst().at() > KEEP_ENDED_NANOS)) {
      ProcessNode node = ended.removeFirst().node();
      int tgid = node.info().tgid();
      if (byPid.get(tgid) == node) {
        byPid.put(tgid, null);
      }
    }
  }

  private record Ended(ProcessNode node, long at) {}
}
