package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a detection told, for actions that hand it on as data: short, bounded, and always the same
 * for the same detection.
 */
final class Seen {
  private static final int LONGEST = 500;

  private Seen() {}

  /** As {@code name=value}; what is not known is left out. */
  static List<String> of(Detection detection) {
    return Stream.of(
            entry("detection", detection.id()),
            entry("time", detection.time().toString()),
            entry("rule", detection.rule()),
            entry("priority", detection.priority().toString()),
            entry("node", detection.node()),
            entry("workloadKind", detection.getWorkloadKind()),
            entry("workload", detection.getWorkloadName()),
            entry("container", detection.containerName()),
            entry("containerId", detection.containerId()),
            entry("image", detection.image()),
            entry("process", detection.getProcessName()),
            entry("executable", detection.getProcessPath()),
            entry("commandLine", detection.getCommandLine()),
            entry("parent", detection.getParentName()))
        .filter(entry -> !entry.endsWith("="))
        .toList();
  }

  private static String entry(String name, String value) {
    return name + "=" + (value.length() > LONGEST ? cut(value) : value);
  }

  // half of a surrogate pair would be no text any more
  private static String cut(String value) {
    int end = Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return value.substring(0, end);
  }
}
