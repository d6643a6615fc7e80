package io.nightjar.playbook;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.detect.Detection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of the things that a fact tells of an action acts on. */
enum TargetOf {
  POD(true),
  WORKLOAD(true),
  NAMESPACE(true),
  /** The pod, and which of its containers it was. */
  POD_CONTAINER(false),
  /** The pod, and what a detection told of it. */
  POD_SEEN(true),
  /** The workload, and what was seen of one of its containers. */
  WORKLOAD_CONTAINER(false),
  /** The workload, and the images that the detections accuse. */
  WORKLOAD_IMAGE(true),
  CONTAINER(false),
  PROCESS(false),
  NODE(false);

  /** Digits of a container's id that others tell; what the cluster or the driver knows is whole. */
  private static final int CLAIMED_ID = 12;

  private final boolean knownToAll;

  /**
   * @param knownToAll whether what became of a response tells of it too, not only a detection
   */
  TargetOf(boolean knownToAll) {
    this.knownToAll = knownToAll;
  }

  /** Simple names of the facts that know it. */
  Set<String> facts() {
    return (knownToAll
            ? Stream.of(
                Detection.class,
                Incident.class,
                ResponseUpdate.class,
                ApprovalUnanswered.class,
                ApprovalAnswer.class)
            : Stream.of(Detection.class))
        .map(Class::getSimpleName)
        .collect(Collectors.toSet());
  }

  @Nullable Target in(Subject subject) {
    return switch (this) {
      case POD, POD_CONTAINER, POD_SEEN -> subject.pod();
      case PROCESS -> subject.process();
      case WORKLOAD, WORKLOAD_CONTAINER, WORKLOAD_IMAGE -> subject.workload();
      case CONTAINER -> container(subject);
      case NAMESPACE -> namespace(subject);
      case NODE -> subject.node().isEmpty() ? null : new NodeTarget(subject.node(), "");
    };
  }

  /**
   * What was seen of it and the action needs to know.
   *
   * @param images that the detections behind the wish accuse
   */
  Parameters observed(Subject subject, List<String> images) {
    return switch (this) {
      case WORKLOAD_CONTAINER -> subject.containerParameters();
      case WORKLOAD_IMAGE ->
          images.isEmpty()
              ? Parameters.NONE
              : Parameters.NONE.with(Parameters.ACCUSED_IMAGES, images);
      case POD_CONTAINER ->
          subject.container().isEmpty()
              ? Parameters.NONE
              : Parameters.NONE.with("container", subject.container());
      case POD_SEEN ->
          subject.seen().isEmpty()
              ? Parameters.NONE
              : Parameters.NONE.with(Parameters.SEEN, subject.seen());
      case POD, WORKLOAD, NAMESPACE, CONTAINER, PROCESS, NODE -> Parameters.NONE;
    };
  }

  /** Why {@link #in} is null, in plain words. */
  String whyNone(Subject subject) {
    PodTarget pod = subject.pod();
    String noPod =
        subject.onHost()
            ? "the process runs on the host, not in a pod"
            : "the pod behind this container is not known to the cluster";
    return switch (this) {
      case POD, POD_CONTAINER, POD_SEEN -> noPod;
      case PROCESS -> "the detection names no process, or not when it started";
      case CONTAINER ->
          subject.onHost() ? "the process runs on the host, not in a container" : noPod;
      case NODE -> "the detection names no node";
      case NAMESPACE -> noPod;
      case WORKLOAD, WORKLOAD_CONTAINER, WORKLOAD_IMAGE ->
          pod == null ? noPod : pod.describe() + " belongs to no workload";
    };
  }

  private static @Nullable Target container(Subject subject) {
    if (subject.containerId().length() <= CLAIMED_ID) {
      return null;
    }
    PodTarget pod = subject.pod();
    return new ContainerTarget(
        subject.node(),
        subject.containerId(),
        pod == null ? "" : pod.uid(),
        pod == null ? "" : pod.namespace(),
        pod == null ? "" : pod.name(),
        subject.container());
  }

  private static @Nullable Target namespace(Subject subject) {
    Target inside = subject.pod() != null ? subject.pod() : subject.workload();
    return inside == null ? null : new NamespaceTarget(inside.namespace(), "");
  }
}
