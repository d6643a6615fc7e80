package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One mounted hierarchy of control groups.
 *
 * @param point where it is mounted
 * @param controllers of version 1, with its options; empty for version 2
 */
record CgroupMount(String point, List<String> controllers) {
  static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Pattern BEHIND_OPTIONAL_FIELDS = Pattern.compile(" - ");
  private static final int MOUNT_POINT = 4;

  /** None where {@code /proc} is not mounted. */
  static List<CgroupMount> ofThisMachine() {
    try {
      return of(Files.readAllLines(MOUNTS));
    } catch (IOException noProc) {
      return List.of();
    }
  }

  /**
   * @param mounts lines of {@code /proc/PID/mountinfo} (proc_pid_mountinfo(5))
   */
  static List<CgroupMount> of(List<String> mounts) {
    List<CgroupMount> found = new ArrayList<>();
    for (String line : mounts) {
      String[] halves = BEHIND_OPTIONAL_FIELDS.split(line, 2);
      String[] place = halves[0].split(" ");
      String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ");
      if (place.length <= MOUNT_POINT || kind.length < 3) {
        continue;
      }
      if (kind[0].equals("cgroup2")) {
        found.add(new CgroupMount(place[MOUNT_POINT], List.of()));
      } else if (kind[0].equals("cgroup")) {
        found.add(new CgroupMount(place[MOUNT_POINT], List.of(kind[2].split(","))));
      }
    }
    return found;
  }

  boolean isUnified() {
    return controllers.isEmpty();
  }

  boolean isFreezer() {
    return controllers.contains("freezer");
  }
}
