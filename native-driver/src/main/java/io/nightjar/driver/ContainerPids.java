package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Limits how many processes and threads a container has, by {@code pids.max} of the control group
 * that bears its id. Those that there are go on; the kernel refuses to make more. Any thread.
 *
 * <p>Source: kernel documentation, control group version 2, PID; version 1 has the same files.
 */
public final class ContainerPids {
  private static final String LIMIT = "pids.max";
  private static final String RUNNING = "pids.current";

  private final List<CgroupMount> mounts;
  private final ProcReader proc;
  private final int ownPid;

  /**
   * @param mounts the hierarchies
   */
  ContainerPids(List<CgroupMount> mounts, ProcReader proc, int ownPid) {
    this.mounts = List.copyOf(mounts);
    this.proc = proc;
    this.ownPid = ownPid;
  }

  /** Those of this machine. */
  public static ContainerPids ofThisMachine() {
    return new ContainerPids(
        CgroupMount.ofThisMachine(),
        new ProcReader(Path.of("/proc")),
        Math.toIntExact(ProcessHandle.current().pid()));
  }

  /** Whether the container was found. */
  public enum State {
    HERE,
    GONE,
    /** Its processes can neither be counted nor limited here. */
    UNAVAILABLE
  }

  /**
   * What was found.
   *
   * @param most how many there may be: a number, or {@code max} for no limit
   * @param running how many there are
   * @param group the control group, or empty
   * @param inode of the group; a container that is made again under the same id has another
   * @param detail why, where it is not as it was wanted
   */
  public record Report(
      State state, String most, long running, String group, long inode, String detail) {
    static Report without(State state, String detail) {
      return new Report(state, "", 0, "", 0, detail);
    }
  }

  /**
   * How it is, changing nothing.
   *
   * @param containerId full id
   * @param podUid of the pod that it has to be in, or empty for one in no pod
   */
  public Report look(String containerId, String podUid) {
    List<Path> groups = new ArrayList<>();
    for (CgroupMount mount : mounts) {
      if (!mount.isUnified() && !mount.controllers().contains("pids")) {
        continue;
      }
      List<ContainerGroups.Group> found =
          new ContainerGroups(Path.of(mount.point())).ofContainer(containerId);
      if (found.size() > 1) {
        return Report.without(State.UNAVAILABLE, "several control groups bear its id: " + found);
      }
      for (ContainerGroups.Group group : found) {
        if (!group.container().podUid().equals(podUid)) {
          return Report.without(State.UNAVAILABLE, "it is in another pod than the one meant");
        }
        groups.add(group.folder());
      }
    }
    return groups.stream()
        .filter(group -> Files.exists(group.resolve(LIMIT)))
        .filter(group -> !ContainerGroups.processes(group).isEmpty())
        .flatMap(group -> read(group).stream())
        .findFirst()
        .orElseGet(() -> missing(containerId));
  }

  /**
   * Sets the limit of exactly that group.
   *
   * @param inode that {@link #look} told
   * @param most a number, or {@code max}
   */
  public Report limit(String containerId, String podUid, long inode, String most) {
    Report found = look(containerId, podUid);
    if (found.state() != State.HERE || found.most().equals(most)) {
      return found;
    }
    if (found.inode() != inode) {
      return Report.without(State.UNAVAILABLE, "the container was made anew under its id");
    }
    Path group = Path.of(found.group());
    if (ContainerGroups.processes(group).contains(ownPid)) {
      return Report.without(State.UNAVAILABLE, "Nightjar itself runs in this container");
    }
    try {
      Files.writeString(group.resolve(LIMIT), most);
    } catch (IOException refused) {
      return new Report(
          State.HERE,
          found.most(),
          found.running(),
          found.group(),
          inode,
          "the kernel refuses: " + refused.getMessage());
    }
    return read(group).orElseGet(() -> Report.without(State.GONE, ""));
  }

  private static Optional<Report> read(Path group) {
    try {
      long inode =
          Files.getAttribute(group, "unix:ino") instanceof Number number ? number.longValue() : 0;
      return Optional.of(
          new Report(
              State.HERE,
              Files.readString(group.resolve(LIMIT)).strip(),
              Long.parseLong(Files.readString(group.resolve(RUNNING)).strip()),
              group.toString(),
              inode,
              ""));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private Report missing(String containerId) {
    boolean runs =
        proc.pids().stream()
            .map(proc::container)
            .anyMatch(of -> of != null && of.containerId().equals(containerId));
    return runs
        ? Report.without(
            State.UNAVAILABLE,
            "it runs, but no control group of it that counts processes is seen here;"
                + " the agent needs the host's /sys/fs/cgroup, writable")
        : Report.without(State.GONE, "");
  }
}
