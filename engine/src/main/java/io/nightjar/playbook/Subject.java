package io.nightjar.playbook;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets that a fact knows.
 *
 * @param describe for people
 * @param node name of the node, or empty
 * @param containerId full id, or empty
 * @param container name of the container, or empty
 * @param writtenDirectories directories that the container was seen to write to
 */
record Subject(
    String describe,
    @Nullable PodTarget pod,
    @Nullable WorkloadTarget workload,
    @Nullable ProcessTarget process,
    boolean onHost,
    String node,
    String containerId,
    String container,
    List<String> writtenDirectories) {

  static Subject of(Record fact) {
    return switch (fact) {
      case Detection detection -> ofDetection(detection);
      case ResponseUpdate update -> ofTargets(update.pod(), update.workload());
      case ApprovalUnanswered unanswered -> ofTargets(unanswered.pod(), unanswered.workload());
      default -> throw new IllegalArgumentException("not a fact: " + fact.getClass());
    };
  }

  private static Subject ofTargets(@Nullable PodTarget pod, @Nullable WorkloadTarget workload) {
    String describe =
        pod != null ? pod.describe() : workload != null ? workload.describe() : "unknown";
    return new Subject(describe, pod, workload, null, false, "", "", "", List.of());
  }

  private static Subject ofDetection(Detection detection) {
    PodTarget pod = podOf(detection);
    return new Subject(
        pod == null ? "node " + detection.node() : pod.describe(),
        pod,
        detection.workload(),
        processOf(detection),
        detection.containerId().isEmpty(),
        detection.node(),
        detection.containerId(),
        detection.containerName(),
        detection.writtenDirectories());
  }

  static @Nullable PodTarget podOf(Detection detection) {
    return detection.podUid().isEmpty() || detection.podName().isEmpty()
        ? null
        : new PodTarget(detection.namespace(), detection.podName(), detection.podUid());
  }

  private static @Nullable ProcessTarget processOf(Detection detection) {
    ProcessRef process = detection.process();
    return process == null
        ? null
        : new ProcessTarget(
            detection.node(),
            process.pid(),
            process.startTimeTicks(),
            detection.containerId(),
            detection.podUid(),
            detection.namespace(),
            detection.podName(),
            process.name());
  }

  /** Parameters for actions on the workload's containers. */
  Parameters containerParameters() {
    Parameters parameters = Parameters.NONE;
    if (!container.isEmpty()) {
      parameters = parameters.with("container", container);
    }
    if (!writtenDirectories.isEmpty()) {
      parameters = parameters.with(Parameters.WRITTEN_DIRECTORIES, writtenDirectories);
    }
    return parameters;
  }
}
