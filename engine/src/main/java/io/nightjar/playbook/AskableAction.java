package io.nightjar.playbook;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The actions that a playbook can ask for, each with the method of its name in {@link Asking}. */
enum AskableAction {
  ISOLATE_POD("isolatePod", "kubernetes:isolate-pod"),
  KILL_PROCESS("killProcess", "process:kill"),
  SCALE_TO_ZERO("scaleToZero", "kubernetes:scale-to-zero"),
  ROLL_BACK_IMAGE("rollBackImage", "kubernetes:roll-back-image"),
  ENFORCE_READ_ONLY_ROOT_FILESYSTEM(
      "enforceReadOnlyRootFilesystem", "kubernetes:enforce-read-only-root-filesystem");

  private static final Set<String> ALL_FACTS =
      Set.of(
          Detection.class.getSimpleName(),
          ResponseUpdate.class.getSimpleName(),
          ApprovalUnanswered.class.getSimpleName());
  private static final Set<String> DETECTIONS = Set.of(Detection.class.getSimpleName());

  private final String method;
  private final String actionId;

  AskableAction(String method, String actionId) {
    this.method = method;
    this.actionId = actionId;
  }

  String actionId() {
    return actionId;
  }

  AskMethod vocabulary() {
    return new AskMethod(
        method,
        actionId,
        switch (this) {
          case ISOLATE_POD, SCALE_TO_ZERO -> ALL_FACTS;
          case KILL_PROCESS, ROLL_BACK_IMAGE, ENFORCE_READ_ONLY_ROOT_FILESYSTEM -> DETECTIONS;
        });
  }

  @Nullable Target target(Subject subject) {
    return switch (this) {
      case ISOLATE_POD -> subject.pod();
      case KILL_PROCESS -> subject.process();
      case SCALE_TO_ZERO, ROLL_BACK_IMAGE, ENFORCE_READ_ONLY_ROOT_FILESYSTEM -> subject.workload();
    };
  }

  Parameters parameters(Subject subject) {
    return switch (this) {
      case ISOLATE_POD, KILL_PROCESS, SCALE_TO_ZERO, ROLL_BACK_IMAGE -> Parameters.NONE;
      case ENFORCE_READ_ONLY_ROOT_FILESYSTEM -> subject.containerParameters();
    };
  }

  /** Why {@link #target} is null, in plain words. */
  String whyNoTarget(Subject subject) {
    return switch (this) {
      case ISOLATE_POD ->
          subject.onHost()
              ? "the process runs on the host, not in a pod"
              : "the pod behind this container is not known to the cluster";
      case KILL_PROCESS -> "the detection names no process";
      case SCALE_TO_ZERO, ROLL_BACK_IMAGE, ENFORCE_READ_ONLY_ROOT_FILESYSTEM ->
          subject.pod() == null
              ? ISOLATE_POD.whyNoTarget(subject)
              : subject.pod().describe() + " belongs to no workload";
    };
  }
}
