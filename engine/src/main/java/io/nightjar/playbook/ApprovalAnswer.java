package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People have answered a response that waited for them; a fact for playbooks, kept for an hour.
 * Where two have to agree it comes with the second one. A text that is not known is empty.
 *
 * @param responseId id of the response that waited
 * @param playbook name of the playbook that asked for it, or {@code person:NAME}
 * @param playbookRule name of the DRL rule that asked
 * @param action such as {@code kubernetes:isolate-pod}
 * @param approved false when it was denied
 * @param by who answered; of two, {@code ann and bob}
 * @param comment what they said with it
 * @param targetKey equal for the same target for ever
 * @param pod the pod that it is about
 * @param workload the workload that it is about
 * @param detectionIds the detections that asked for it
 * @param time of the answer
 */
public record ApprovalAnswer(
    String responseId,
    String playbook,
    String playbookRule,
    String action,
    boolean approved,
    String by,
    String comment,
    String targetKey,
    @Nullable PodTarget pod,
    @Nullable WorkloadTarget workload,
    List<String> detectionIds,
    Instant time)
    implements OfTarget {
  public ApprovalAnswer {
    detectionIds = List.copyOf(detectionIds);
  }

  /**
   * The answer by which a response came into a state; empty where nobody answered.
   *
   * @param reason that was given for the state then
   * @param at when it came into that state
   * @param cause a detection that asked for it; null when it is not at hand
   */
  public static Optional<ApprovalAnswer> of(
      Response response,
      ResponseState state,
      String reason,
      Instant at,
      @Nullable Detection cause) {
    boolean approved = state == ResponseState.ALLOWED;
    String words = (approved ? "approved by " : "denied by ") + response.decidedBy();
    boolean answered =
        (approved || state == ResponseState.REJECTED)
            && !response.decidedBy().isEmpty()
            && reason.startsWith(words);
    if (!answered) {
      return Optional.empty();
    }
    Target target = response.request().target();
    String comment = reason.substring(words.length());
    return Optional.of(
        new ApprovalAnswer(
            response.id(),
            response.request().playbook(),
            response.request().playbookRule(),
            response.request().actionId(),
            approved,
            response.decidedBy(),
            comment.startsWith(": ") ? comment.substring(2) : "",
            target.key(),
            ResponseUpdate.podOf(target, cause),
            ResponseUpdate.workloadOf(target, cause),
            response.request().detectionIds(),
            at));
  }

  /** Epoch milliseconds, the timestamp that windows and sequences are measured by. */
  public long getTimeMillis() {
    return time.toEpochMilli();
  }
}
