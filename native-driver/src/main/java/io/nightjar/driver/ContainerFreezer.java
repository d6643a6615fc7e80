package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Freezes containers and thaws them, by the control group that bears the container's id: {@code
 * cgroup.freeze} of version 2 where the container's processes are in such a group, the freezer of
 * version 1 otherwise. The kernel keeps the state; no process of the container can change it unless
 * it may write to the groups of the host. Any thread.
 */
public final class ContainerFreezer {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long PAUSE_NANOS = 200_000;

  private final List<CgroupMount> mounts;
  private final ProcReader proc;
  private final int ownPid;

  /**
   * @param mounts the hierarchies
   */
  ContainerFreezer(List<CgroupMount> mounts, ProcReader proc, int ownPid) {
    this.mounts = List.copyOf(mounts);
    this.proc = proc;
    this.ownPid = ownPid;
  }

  /** Freezes containers of this machine. */
  public static ContainerFreezer ofThisMachine() {
    return new ContainerFreezer(
        CgroupMount.ofThisMachine(),
        new ProcReader(Path.of("/proc")),
        Math.toIntExact(ProcessHandle.current().pid()));
  }

  /** Whether containers can be frozen here; changes nothing. */
  public DriverProbe.Finding finding() {
    List<String> writable =
        mounts.stream()
            .filter(mount -> mount.isUnified() || mount.isFreezer())
            .filter(mount -> Files.isWritable(Path.of(mount.point(), "cgroup.procs")))
            .map(mount -> (mount.isUnified() ? "version 2 at " : "version 1 at ") + mount.point())
            .toList();
    return writable.isEmpty()
        ? new DriverProbe.Finding(
            "freezing containers",
            DriverProbe.Status.LIMITED,
            "no freezer is mounted here, or it is not writable",
            "container:freeze cannot be done; give the agent the host's /sys/fs/cgroup, writable,"
                + " and run it as root")
        : DriverProbe.Finding.works("freezing containers", String.join(", ", writable));
  }

  /** How it is with a container now. */
  public enum State {
    FROZEN,
    /** Asked to freeze, but a process is in a wait in the kernel that has to end first. */
    FREEZING,
    RUNNING,
    /** There is no such container here any more. */
    GONE,
    /** It can be neither frozen nor thawed here. */
    UNAVAILABLE
  }

  /**
   * What was found and done.
   *
   * @param before how it was
   * @param after how it is, read back
   * @param group the control group, or empty
   * @param inode of the group; a container that is made again under the same id has another
   * @param detail why, where it is not as it was wanted
   */
  public record Report(State before, State after, String group, long inode, String detail) {
    static Report without(State state, String detail) {
      return new Report(state, state, "", 0, detail);
    }
  }

  /**
   * Freezes every process of the container and all that they will make.
   *
   * @param containerId full id
   * @param podUid of the pod that it has to be in, or empty for one in no pod
   */
  public Report freeze(String containerId, String podUid) {
    return turn(containerId, podUid, State.FROZEN);
  }

  /** Lets it go on. */
  public Report thaw(String containerId, String podUid) {
    return turn(containerId, podUid, State.RUNNING);
  }

  /** How it is, changing nothing. */
  public Report look(String containerId, String podUid) {
    return found(containerId, podUid)
        .map(found -> found.report)
        .orElseGet(() -> missing(containerId));
  }

  private Report turn(String containerId, String podUid, State wanted) {
    Optional<Found> found = found(containerId, podUid);
    if (found.isEmpty()) {
      return missing(containerId);
    }
    Report before = found.get().report;
    Switch freezer = found.get().freezer;
    if (freezer == null || before.after == wanted) {
      return before;
    }
    if (wanted == State.FROZEN && ContainerGroups.processes(freezer.group).contains(ownPid)) {
      return Report.without(State.UNAVAILABLE, "Nightjar itself runs in this container");
    }
    try {
      freezer.write(wanted == State.FROZEN);
      comesTrue(() -> freezer.read() == wanted);
    } catch (IOException refused) {
      return new Report(
          before.before,
          freezer.read(),
          before.group,
          before.inode,
          "the kernel refuses: " + refused.getMessage());
    }
    State after = freezer.read();
    return new Report(
        before.before,
        after,
        before.group,
        before.inode,
        after == wanted ? "" : "after " + PATIENCE.toSeconds() + " s it is still " + after);
  }

  private record Found(Report report, @Nullable Switch freezer) {}

  private Optional<Found> found(String containerId, String podUid) {
    List<Switch> switches = new ArrayList<>();
    for (CgroupMount mount : mounts) {
      if (!mount.isUnified() && !mount.isFreezer()) {
        continue;
      }
      List<ContainerGroups.Group> groups =
          new ContainerGroups(Path.of(mount.point())).ofContainer(containerId);
      if (groups.size() > 1) {
        return Optional.of(
            new Found(
                Report.without(State.UNAVAILABLE, "several control groups bear its id: " + groups),
                null));
      }
      for (ContainerGroups.Group group : groups) {
        if (!group.container().podUid().equals(podUid)) {
          return Optional.of(
              new Found(
                  Report.without(State.UNAVAILABLE, "it is in another pod than the one meant"),
                  null));
        }
        switches.add(Switch.of(mount, group.folder()));
      }
    }
    // version 2 first: a process that is frozen there can still be killed
    return switches.stream()
        .filter(Switch::canFreeze)
        .min((a, b) -> Boolean.compare(b.unified, a.unified))
        .map(best -> new Found(best.report(), best));
  }

  private Report missing(String containerId) {
    boolean runs =
        proc.pids().stream()
            .map(proc::container)
            .anyMatch(of -> of != null && of.containerId().equals(containerId));
    return runs
        ? Report.without(
            State.UNAVAILABLE,
            "it runs, but no control group of it that can be frozen is seen here;"
                + " the agent needs the host's /sys/fs/cgroup, writable")
        : Report.without(State.GONE, "");
  }

  /** The files of one group that freeze it. */
  private record Switch(Path group, boolean unified) {
    static Switch of(CgroupMount mount, Path group) {
      return new Switch(group, mount.isUnified());
    }

    boolean canFreeze() {
      return Files.exists(control()) && !ContainerGroups.processes(group).isEmpty();
    }

    Report report() {
      State state = read();
      long inode = 0;
      try {
        inode =
            Files.getAttribute(group, "unix:ino") instanceof Number number ? number.longValue() : 0;
      } catch (IOException gone) {
        return Report.without(State.GONE, "");
      }
      return new Report(state, state, group.toString(), inode, "");
    }

    void write(boolean frozen) throws IOException {
      String word = unified ? (frozen ? "1" : "0") : (frozen ? "FROZEN" : "THAWED");
      Files.writeString(control(), word);
    }

    State read() {
      try {
        return unified ? ofEvents() : ofState(Files.readString(control()).strip());
      } catch (IOException gone) {
        return State.GONE;
      }
    }

    private State ofEvents() throws IOException {
      boolean asked = Files.readString(control()).strip().equals("1");
      boolean frozen = Files.readAllLines(group.resolve("cgroup.events")).contains("frozen 1");
      // a group above may be frozen: then it stands, but it is not this switch that holds it
      return asked ? (frozen ? State.FROZEN : State.FREEZING) : State.RUNNING;
    }

    private static State ofState(String word) {
      return switch (word) {
        case "FROZEN" -> State.FROZEN;
        case "FREEZING" -> State.FREEZING;
        default -> State.RUNNING;
      };
    }

    private Path control() {
      return group.resolve(unified ? "cgroup.freeze" : "freezer.state");
    }
  }

  private static void comesTrue(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
