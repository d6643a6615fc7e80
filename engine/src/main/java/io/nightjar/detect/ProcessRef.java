package io.nightjar.detect;

import java.util.List;

/**
 * The process of a detection; every text in it may come from an attacker.
 *
 * @param startTimeTicks field 22 of {@code /proc/PID/stat}
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
    ancestors = List.copyOf(ancestors);
  }
}
