package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the pod's controller means for its labels in quarantine.
 *
 * @param keep label keys that must stay
 * @param strip label keys to take away so that the controller releases the pod
 * @param changes what the controller will do then
 * @param warnings what a person must know of it
 */
record ControllerRule(
    Set<String> keep, Set<String> strip, List<String> changes, List<String> warnings) {

  /** The StatefulSet controller writes these back, or reads its update from them. */
  private static final List<String> STATEFUL_SET_LABELS =
      List.of(
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "controller-revision-hash");

  private static final List<String> JOB_LABELS =
      List.of(
          "job-name", "batch.kubernetes.io/job-name",
          "controller-uid", "batch.kubernetes.io/controller-uid");

  /** The owner that replaces the pod when it is lost, if there is one. */
  static Optional<OwnerReference> controller(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  /**
   * @param selector how the controller selects its pods; null when it is gone, of an unknown kind,
   *     or there is none
   */
  static ControllerRule of(Pod pod, @Nullable LabelSelector selector) {
    Optional<OwnerReference> controller = controller(pod);
    if (controller.isEmpty()) {
      return new ControllerRule(
          Set.of(), Set.of(), List.of(), List.of("the pod has no controller: nothing replaces it"));
    }
    OwnerReference owner = controller.get();
    String name = owner.getKind() + " " + owner.getName();
    return switch (owner.getKind()) {
      case "ReplicaSet" -> released(name, selector);
      case "DaemonSet" ->
          sharesNodePorts(pod) ? keptDaemon(name, selector) : released(name, selector);
      case "StatefulSet" ->
          kept(
              selector,
              STATEFUL_SET_LABELS,
              name
                  + " keeps the pod (its replacement needs the pod's name, so releasing it would"
                  + " block it); no replacement starts until the pod is deleted");
      case "Job" ->
          kept(
              selector,
              JOB_LABELS,
              name + " keeps the pod: a released one would be started again with the same work");
      default ->
          new ControllerRule(
              Set.of(),
              Set.of(),
              List.of(),
              List.of(
                  name
                      + " is of a kind whose selector is not known; it may keep or replace the"
                      + " pod"));
    };
  }

  private static ControllerRule released(String name, @Nullable LabelSelector selector) {
    if (selector == null) {
      return new ControllerRule(
          Set.of(), Set.of(), List.of(), List.of(name + " is gone: nothing replaces the pod"));
    }
    return new ControllerRule(
        Set.of(),
        Selectors.neededKeys(selector),
        List.of(name + " releases the pod and starts a replacement"),
        List.of());
  }

  private static ControllerRule keptDaemon(String name, @Nullable LabelSelector selector) {
    return kept(
        selector,
        List.of("controller-revision-hash"),
        name
            + " keeps the pod: it holds ports of the node, which a replacement there would need;"
            + " none starts until the pod is deleted");
  }

  private static ControllerRule kept(
      @Nullable LabelSelector selector, List<String> own, String warning) {
    Set<String> keep = new TreeSet<>(Selectors.neededKeys(selector));
    keep.addAll(own);
    return new ControllerRule(keep, Set.of(), List.of(), List.of(warning));
  }

  private static boolean sharesNodePorts(Pod pod) {
    return Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
        || pod.getSpec().getContainers().stream()
            .flatMap(container -> container.getPorts().stream())
            .anyMatch(port -> port.getHostPort() != null && port.getHostPort() > 0);
  }
}
