package io.nightjar.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The processes of a container or a pod on this machine, by the ids in their control groups. Any
 * thread.
 */
public final class ContainerProcesses {
  private final List<CgroupMount> mounts;
  private final ProcReader proc;

  ContainerProcesses(List<CgroupMount> mounts, ProcReader proc) {
    this.mounts = List.copyOf(mounts);
    this.proc = proc;
  }

  /** Those of this machine. */
  public static ContainerProcesses ofThisMachine() {
    return new ContainerProcesses(CgroupMount.ofThisMachine(), new ProcReader(Path.of("/proc")));
  }

  /**
   * The processes of a pod, held, the oldest first: that is the pod's sandbox, in whose namespaces
   * the containers are. The caller closes them.
   */
  public List<HeldProcess> ofPod(String podUid) {
    return podUid.isEmpty()
        ? List.of()
        : find(
            groups -> groups.ofPod(podUid),
            container -> !container.isHost() && container.podUid().equals(podUid));
  }

  /** As {@link #ofPod}, of one container. */
  public List<HeldProcess> ofContainer(String containerId) {
    return containerId.isEmpty()
        ? List.of()
        : find(
            groups -> groups.ofContainer(containerId),
            container -> container.containerId().equals(containerId));
  }

  private interface Finder {
    List<ContainerGroups.Group> find(ContainerGroups groups);
  }

  private List<HeldProcess> find(Finder finder, Predicate<ContainerIdentity> wanted) {
    List<HeldProcess> found = held(listed(finder), wanted);
    // where the groups are not to be seen, every process says itself whose it is
    return found.isEmpty() ? held(new TreeSet<>(proc.pids()), wanted) : found;
  }

  private Set<Integer> listed(Finder finder) {
    Set<Integer> pids = new TreeSet<>();
    for (CgroupMount mount : mounts) {
      if (mount.isUnified() || mount.controllers().contains("memory")) {
        for (ContainerGroups.Group group :
            finder.find(new ContainerGroups(Path.of(mount.point())))) {
          pids.addAll(ContainerGroups.processes(group.folder()));
        }
      }
    }
    return pids;
  }

  private List<HeldProcess> held(Set<Integer> pids, Predicate<ContainerIdentity> wanted) {
    List<HeldProcess> held = new ArrayList<>();
    for (int pid : pids) {
      HeldProcess process = isWanted(pid, wanted) ? HeldProcess.hold(pid, proc) : null;
      if (process == null) {
        continue;
      }
      if (wanted.test(process.container())) {
        held.add(process);
      } else {
        process.close();
      }
    }
    held.sort(
        Comparator.comparingLong(HeldProcess::startTimeTicks).thenComparingInt(HeldProcess::pid));
    return held;
  }

  private boolean isWanted(int pid, Predicate<ContainerIdentity> wanted) {
    ContainerIdentity container = proc.container(pid);
    return container != null && wanted.test(container);
  }
}
