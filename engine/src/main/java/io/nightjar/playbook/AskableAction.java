package io.nightjar.playbook;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.playbook.dialect.Argument;
import io.nightjar.playbook.dialect.Argument.Kind;
import io.nightjar.playbook.dialect.Vocabulary.AskMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The actions that a playbook can ask for. Each is an entry here and a method of its name in {@link
 * Asking}, which takes its arguments as texts; everything else follows from the entry.
 */
enum AskableAction {
  ISOLATE_POD("isolatePod", "kubernetes:isolate-pod", TargetOf.POD),
  ISOLATE_ON_NODE(
      "isolateOnNode",
      "node:isolate-pod",
      TargetOf.POD,
      Argument.any("allow", Argument.Kind.ADDRESSES)),
  FREEZE_CONTAINER("freezeContainer", "container:freeze", TargetOf.CONTAINER),
  LIMIT_PROCESSES(
      "limitProcesses",
      "container:limit-processes",
      TargetOf.CONTAINER,
      Argument.of("most", Kind.COUNT)),
  COLLECT_EVIDENCE(
      "collectEvidence",
      "evidence:collect",
      TargetOf.CONTAINER,
      Argument.any("kinds", Argument.Kind.EVIDENCE)),
  CHECKPOINT("checkpoint", "evidence:checkpoint", TargetOf.CONTAINER),
  STOP_PROCESS("stopProcess", "process:stop", TargetOf.PROCESS),
  KILL_PROCESS("killProcess", "process:kill", TargetOf.PROCESS),
  SCALE_TO_ZERO("scaleToZero", "kubernetes:scale-to-zero", TargetOf.WORKLOAD),
  SUSPEND("suspend", "kubernetes:suspend", TargetOf.WORKLOAD),
  PAUSE_OWNER("pauseOwner", "kubernetes:pause-owner", TargetOf.WORKLOAD),
  PAUSE_ROLLOUT("pauseRollout", "kubernetes:pause-rollout", TargetOf.WORKLOAD),
  RESUME_ROLLOUT("resumeRollout", "kubernetes:resume-rollout", TargetOf.WORKLOAD),
  RESTART("restart", "kubernetes:restart", TargetOf.WORKLOAD),
  ROLL_BACK("rollBack", "kubernetes:roll-back", TargetOf.WORKLOAD_IMAGE),
  ROLL_BACK_IMAGE("rollBackImage", "kubernetes:roll-back-image", TargetOf.WORKLOAD_IMAGE),
  ENFORCE_READ_ONLY_ROOT_FILESYSTEM(
      "enforceReadOnlyRootFilesystem",
      "kubernetes:enforce-read-only-root-filesystem",
      TargetOf.WORKLOAD_CONTAINER),
  HARDEN_WORKLOAD(
      "hardenWorkload",
      "kubernetes:harden-workload",
      TargetOf.WORKLOAD,
      Argument.several("controls", Kind.HARDENING)),
  LIMIT_RESOURCES(
      "limitResources",
      "kubernetes:limit-resources",
      TargetOf.WORKLOAD,
      Argument.of("cpu", Kind.CORES),
      Argument.of("memory", Kind.BYTES)),
  LABEL(
      "label",
      "kubernetes:label-pod",
      TargetOf.POD,
      Argument.of("key", Kind.LABEL_KEY),
      Argument.of("value", Kind.LABEL_VALUE)),
  ANNOTATE(
      "annotate",
      "kubernetes:annotate-pod",
      TargetOf.POD,
      Argument.of("key", Kind.LABEL_KEY),
      Argument.of("value", Kind.TEXT)),
  EVICT("evict", "kubernetes:evict-pod", TargetOf.POD),
  DELETE_POD("deletePod", "kubernetes:delete-pod", TargetOf.POD),
  REVOKE_SERVICE_ACCOUNT("revokeServiceAccount", "kubernetes:revoke-service-account", TargetOf.POD),
  CORDON("cordon", "kubernetes:cordon-node", TargetOf.NODE),
  TAINT("taint", "kubernetes:taint-node", TargetOf.NODE, Argument.of("key", Kind.LABEL_KEY)),
  DRAIN("drain", "kubernetes:drain-node", TargetOf.NODE),
  DEFAULT_DENY("defaultDeny", "kubernetes:default-deny", TargetOf.NAMESPACE),
  FREEZE_NEW_PODS("freezeNewPods", "kubernetes:freeze-new-pods", TargetOf.NAMESPACE),
  BLOCK_IMAGE("blockImage", "kubernetes:block-image", TargetOf.POD),
  FORBID_PRIVILEGED("forbidPrivileged", "kubernetes:forbid-privileged", TargetOf.NAMESPACE),
  FORBID_EXEC("forbidExec", "kubernetes:forbid-exec", TargetOf.NAMESPACE),
  FORBID_PROGRAM(
      "forbidProgram",
      "kubernetes:forbid-program",
      TargetOf.WORKLOAD,
      Argument.several("program", Kind.FILE)),
  RUN_COMMAND(
      "runCommand",
      "kubernetes:run-command",
      TargetOf.POD_CONTAINER,
      Argument.several("argv", Kind.WORD)),
  DEBUG_CONTAINER("debugContainer", "kubernetes:debug-container", TargetOf.POD_CONTAINER),
  RUN_JOB("runJob", "kubernetes:run-job", TargetOf.POD_SEEN, Argument.of("template", Kind.ENTRY)),
  WEBHOOK("webhook", "outside:webhook", TargetOf.POD_SEEN, Argument.of("name", Kind.ENTRY)),
  WEBHOOK_WITH_UNDO(
      "webhookWithUndo",
      "outside:webhook-with-undo",
      TargetOf.POD_SEEN,
      Argument.of("name", Kind.ENTRY));

  private final String method;
  private final String actionId;
  private final TargetOf target;

  // unmodifiable, as List.of makes it
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Argument> arguments;

  AskableAction(String method, String actionId, TargetOf target, Argument... arguments) {
    this.method = method;
    this.actionId = actionId;
    this.target = target;
    this.arguments = List.of(arguments);
  }

  String actionId() {
    return actionId;
  }

  /**
   * Whether a consequence asks for something that is done to the one process.
   *
   * @param names that it uses
   */
  static boolean asksForProcess(Set<String> names) {
    return Arrays.stream(values())
        .filter(action -> names.contains(action.method))
        .anyMatch(action -> action.target == TargetOf.PROCESS);
  }

  AskMethod vocabulary() {
    return new AskMethod(method, actionId, target.facts(), arguments);
  }

  @Nullable Target target(Subject subject) {
    return target.in(subject);
  }

  /** What was seen, and what the playbook said. */
  Parameters parameters(Subject subject, List<String> accusedImages, List<String> said) {
    return target.observed(subject, accusedImages).and(said(said));
  }

  /** Why {@link #target} is null, in plain words. */
  String whyNoTarget(Subject subject) {
    return target.whyNone(subject);
  }

  /** What the playbook said, by the names of the action's parameters. */
  Parameters said(List<String> texts) {
    Parameters parameters = Parameters.NONE;
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      if (argument.optional() && texts.size() <= i) {
        break;
      }
      parameters =
          parameters.with(
              argument.parameter(),
              argument.repeated() ? texts.subList(i, texts.size()) : List.of(texts.get(i)));
    }
    return parameters;
  }
}
