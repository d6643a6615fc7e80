package io.nightjar.playbook;

import java.time.Instant;
import java.util.List;

/**
 * A playbook asked for an action, but what it was asked of has no such target.
 *
 * @param why in plain words, for instance that the process runs on the host and not in a pod
 */
public record Skipped(
    String playbook,
    String playbookRule,
    String actionId,
    String why,
    List<String> detectionIds,
    Instant time) {
  public Skipped {
    detectionIds = List.copyOf(detectionIds);
  }
}
