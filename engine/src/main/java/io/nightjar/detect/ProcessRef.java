package io.nightjar.detect;

import java.util.List;

/**
 * The process of a detection; every text in it may come from an attacker.
 *
 * @param pid 0 where it is not known
 * @param startTimeTicks field 22 of {@code /proc/PID/stat}; 0 where it is not known
 * @param ancestors names, the parent first
 */
public record ProcessRef(
    int pid,
    long startTimeTicks,
    String name,
    String exePath,
    String commandLine,
    long uid,
    List<String> ancestors) {
  public ProcessRef {
    name = Shared.text(name);
    exePath = Shared.text(exePath);
    ancestors = List.copyOf(ancestors);
  }

  /** Whether it is known which process it is; an id alone is soon another's. */
  public boolean identified() {
    return pid > 0 && startTimeTicks > 0;
  }
}
