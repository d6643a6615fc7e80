package io.nightjar.playbook;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response changed its state; a fact for playbooks, kept for an hour. Flat like {@link
 * Detection}: a text that is not known is empty.
 *
 * @param responseId id of the response
 * @param playbook name of the playbook that asked for it, or {@code person:NAME}
 * @param playbookRule name of the DRL rule that asked
 * @param action such as {@code kubernetes:isolate-pod}
 * @param state the state that it is in now
 * @param dryRun nothing was changed: it was judged in dry-run mode
 * @param undoFailed it was to be undone before and could not be: SUCCEEDED is then still in force,
 *     and UNDOING another try; false in every other state
 * @param reason why it is in this state, plain words
 * @param warnings what the action warned of, for instance why an isolation is incomplete
 * @param targetKey equal for the same target for ever
 * @param pod the pod that it is about, also when its target is the workload or a process
 * @param workload the workload that it is about
 * @param detectionIds the detections that asked for it
 * @param time when the state changed
 */
public record ResponseUpdate(
    String responseId,
    String playbook,
    String playbookRule,
    String action,
    ResponseState state,
    boolean dryRun,
    boolean undoFailed,
    String reason,
    List<String> warnings,
    String targetKey,
    @Nullable PodTarget pod,
    @Nullable WorkloadTarget workload,
    List<String> detectionIds,
    Instant time)
    implements OfTarget {
  public ResponseUpdate {
    warnings = List.copyOf(warnings);
    detectionIds = List.copyOf(detectionIds);
  }

  /**
   * @param cause a detection that asked for it, which knows the pod and the workload behind the
   *     target; null when it is not at hand
   */
  public static ResponseUpdate of(Response response, @Nullable Detection cause) {
    boolean undoFailed = response.undoOutcome() instanceof UndoOutcome.Failed;
    return of(
        response, response.state(), response.reason(), response.updatedAt(), undoFailed, cause);
  }

  /**
   * As it was in a state that it may have left since.
   *
   * @param reason why it came into that state
   * @param at when it came into that state
   * @param undoFailed whether it had been tried in vain to undo it
   */
  public static ResponseUpdate of(
      Response response,
      ResponseState state,
      String reason,
      Instant at,
      boolean undoFailed,
      @Nullable Detection cause) {
    boolean done = state == ResponseState.SUCCEEDED;
    Target target = response.request().target();
    return new ResponseUpdate(
        response.id(),
        response.request().playbook(),
        response.request().playbookRule(),
        response.request().actionId(),
        state,
        response.dryRun(),
        undoFailed && (done || state == ResponseState.UNDOING),
        reason,
        done && response.outcome() instanceof Outcome.Succeeded succeeded
            ? succeeded.warnings()
            : List.of(),
        target.key(),
        podOf(target, cause),
        workloadOf(target, cause),
        response.request().detectionIds(),
        at);
  }

  static @Nullable PodTarget podOf(Target target, @Nullable Detection cause) {
    return switch (target) {
      case PodTarget pod -> pod;
      case ProcessTarget process ->
          process.podUid().isEmpty()
              ? null
              : new PodTarget(process.namespace(), process.podName(), process.podUid());
      case ContainerTarget container ->
          container.podUid().isEmpty()
              ? null
              : new PodTarget(container.namespace(), container.podName(), container.podUid());
      case WorkloadTarget workload -> podOf(cause);
      case NamespaceTarget namespace -> podOf(cause);
      case NodeTarget node -> podOf(cause);
      case SecretTarget secret -> podOf(cause);
    };
  }

  static @Nullable WorkloadTarget workloadOf(Target target, @Nullable Detection cause) {
    return switch (target) {
      case WorkloadTarget workload -> workload;
      case PodTarget pod -> workloadOf(cause);
      case ProcessTarget process -> workloadOf(cause);
      case ContainerTarget container -> workloadOf(cause);
      case NamespaceTarget namespace -> workloadOf(cause);
      case NodeTarget node -> workloadOf(cause);
      case SecretTarget secret -> workloadOf(cause);
    };
  }

  private static @Nullable PodTarget podOf(@Nullable Detection cause) {
    return cause == null ? null : Subject.podOf(cause);
  }

  private static @Nullable WorkloadTarget workloadOf(@Nullable Detection cause) {
    return cause == null ? null : cause.workload();
  }

  /** Epoch milliseconds, the timestamp that windows and sequences are measured by. */
  public long getTimeMillis() {
    return time.toEpochMilli();
  }
}
