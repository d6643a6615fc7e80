package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * How control groups are mounted: what tells containers apart is the group of version 2 or, for
 * processes at its root, that of version 1's memory controller.
 *
 * @param unified where version 2 is mounted
 * @param memory where version 1's memory controller is mounted
 * @param others whether other controllers of version 1 are
 */
record CgroupLayout(Optional<String> unified, Optional<String> memory, boolean others) {

  static CgroupLayout ofThisMachine() throws IOException {
    return of(Files.readAllLines(CgroupMount.MOUNTS));
  }

  /**
   * @param mounts lines of {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5))
   */
  static CgroupLayout of(List<String> mounts) {
    Optional<String> unified = Optional.empty();
    Optional<String> memory = Optional.empty();
    boolean others = false;
    for (CgroupMount mount : CgroupMount.of(mounts)) {
      if (mount.isUnified()) {
        unified = unified.or(() -> Optional.of(mount.point()));
      } else if (mount.controllers().contains("memory")) {
        memory = memory.or(() -> Optional.of(mount.point()));
      } else {
        others = true;
      }
    }
    return new CgroupLayout(unified, memory, others);
  }

  DriverProbe.Finding finding() {
    String version2 = "version 2 at " + unified.orElse("");
    if (unified.isPresent() && memory.isPresent()) {
      return works("hybrid: " + version2 + ", version 1 with memory at " + memory.get());
    }
    if (unified.isPresent() && others) {
      return works(
          "hybrid: " + version2 + "; version 1 without memory, so that version 2 alone counts");
    }
    if (unified.isPresent()) {
      return works(version2);
    }
    if (memory.isPresent()) {
      return works("version 1; its memory controller at " + memory.get() + " tells containers");
    }
    return new DriverProbe.Finding(
        "control groups",
        DriverProbe.Status.LIMITED,
        others
            ? "version 1 without the memory controller; start the kernel with cgroup_enable=memory,"
                + " or systemd with systemd.unified_cgroup_hierarchy=1"
            : "none are mounted here; mount -t cgroup2 none /sys/fs/cgroup, or give the container"
                + " the host's /sys/fs/cgroup",
        "containers may be taken for processes of the host; their calls are seen all the same");
  }

  private static DriverProbe.Finding works(String detail) {
    return DriverProbe.Finding.works("control groups", detail);
  }
}
