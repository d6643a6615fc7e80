package io.nightjar.evidence;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.driver.HeldProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What evidence is collected of.
 *
 * @param processes of the container, held, the oldest first; at least one
 * @param proc where {@code /proc} is
 * @param left until the time is over, as it was when this kind began
 */
record Scene(
    ContainerTarget target,
    List<HeldProcess> processes,
    Path proc,
    Duration left,
    InstantSource clock) {

  HeldProcess first() {
    return processes.getFirst();
  }

  Path folder(HeldProcess process) {
    return proc.resolve(Integer.toString(process.pid()));
  }
}
