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
 * @param seen what the detection told, as {@code name=value}
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
    List<String> writtenDirectories,
    List<String> seen) {

  static Subject of(Record fact) {
    return switch (fact) {
      case Detection detection -> ofDetection(detection);
      case Incident incident -> ofIncident(incident);
      case OfTarget of -> ofTargets(of.pod(), of.workload());
      case CalendarOpened opened -> ofCalendar(opened);
      default -> throw new IllegalArgumentException("not a fact: " + fact.getClass());
    };
  }

  private static Subject ofTargets(@Nullable PodTarget pod, @Nullable WorkloadTarget workload) {
    String describe =
        pod != null ? pod.describe() : workload != null ? workload.describe() : "unknown";
    return new Subject(describe, pod, workload, null, false, "", "", "", List.of(), List.of());
  }

  private static Subject ofIncident(Incident incident) {
    return new Subject(
        incident.about(),
        incident.pod(),
        incident.workload(),
        null,
        incident.pod() == null,
        incident.node(),
        "",
        "",
        List.of(),
        List.of());
  }

  private static Subject ofCalendar(CalendarOpened opened) {
    return new Subject(
        "calendar " + opened.calendar(), null, null, null, false, "", "", "", List.of(), List.of());
  }

  private static Subject ofDetection(Detection detection) {
    PodTarget pod = podOf(detection);
    return new Subject(
        pod == null ? io.nightjar.incident.Subject.of(detection).name() : pod.describe(),
        pod,
        detection.workload(),
        processOf(detection),
        detection.containerId().isEmpty(),
        detection.node(),
        detection.containerId(),
        detection.containerName(),
        detection.writtenDirectories(),
        Seen.of(detection));
  }

  static @Nullable PodTarget podOf(Detection detection) {
    return detection.podUid().isEmpty() || detection.podName().isEmpty()
        ? null
        : new PodTarget(detection.namespace(), detection.podName(), detection.podUid());
  }

  private static @Nullable ProcessTarget processOf(Detection detection) {
    ProcessRef process = detection.process();
    return process == null || !process.identified()
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

  /** Where it is; empty on a host. */
  String namespace() {
    return pod != null ? pod.namespace() : workload != null ? workload.namespace() : "";
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
