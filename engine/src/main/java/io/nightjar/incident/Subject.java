package io.nightjar.incident;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;

/**
 * What an incident is about: the workload, else the bare pod, else the container, else the node.
 *
 * @param key equal for the same object for ever
 * @param name for people: {@code Deployment shop/checkout}
 */
public record Subject(String key, String name) {

  public static Subject of(Detection detection) {
    WorkloadTarget workload = detection.workload();
    if (workload != null) {
      return new Subject(workload.key(), workload.describe());
    } else if (!detection.podUid().isEmpty()) {
      return new Subject(
          "pod/" + detection.podUid(), "pod " + detection.namespace() + "/" + detection.podName());
    } else if (!detection.containerId().isEmpty()) {
      return new Subject(
          "container/" + detection.containerId(),
          "container " + detection.containerName() + " on " + detection.node());
    }
    return new Subject("node/" + detection.node(), "node " + detection.node());
  }
}
