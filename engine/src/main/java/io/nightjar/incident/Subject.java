package io.nightjar.incident;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;

/**
 * What an incident is about: the workload, else the bare pod, else the container, else the node,
 * the namespace or the cluster.
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
    return place(detection);
  }

  /** An audit event names no node: it is about something in a namespace, or of the cluster. */
  private static Subject place(Detection detection) {
    if (!detection.node().isEmpty()) {
      return new Subject("node/" + detection.node(), "node " + detection.node());
    }
    return detection.namespace().isEmpty()
        ? new Subject("cluster", "the cluster")
        : new Subject("namespace/" + detection.namespace(), "namespace " + detection.namespace());
  }
}
