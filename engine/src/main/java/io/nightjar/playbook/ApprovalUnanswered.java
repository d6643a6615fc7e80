package io.nightjar.playbook;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The escalation time of an approval passed and nobody has answered; a fact for playbooks, kept for
 * an hour. A text that is not known is empty.
 *
 * @param responseId id of the response that waits
 * @param playbook name of the playbook that asked for it
 * @param action such as {@code kubernetes:isolate-pod}
 * @param because the reason that was given for it
 * @param waited how long it has waited
 * @param groups who was asked; empty means every approver
 * @param escalateTo who is to be told now
 * @param step the how manieth time nobody answered, from 1
 * @param targetKey equal for the same target for ever
 * @param pod the pod that it is about
 * @param workload the workload that it is about
 * @param detectionIds the detections that asked for it
 * @param time when the timer fired
 */
public record ApprovalUnanswered(
    String responseId,
    String playbook,
    String action,
    String because,
    Duration waited,
    List<String> groups,
    List<String> escalateTo,
    int step,
    String targetKey,
    @Nullable PodTarget pod,
    @Nullable WorkloadTarget workload,
    List<String> detectionIds,
    Instant time)
    implements OfTarget {
  public ApprovalUnanswered {
    groups = List.copyOf(groups);
    escalateTo = List.copyOf(escalateTo);
    detectionIds = List.copyOf(detectionIds);
  }

  /**
   * @param firedAt when the escalation timer fired
   * @param cause a detection that asked for it; null when it is not at hand
   */
  public static ApprovalUnanswered of(
      Response response, Instant firedAt, @Nullable Detection cause) {
    return of(response, response.answers().escalations() - 1, firedAt, cause);
  }

  /**
   * As it was at an earlier step of the escalation.
   *
   * @param step from 0
   */
  public static ApprovalUnanswered of(
      Response response, int step, Instant firedAt, @Nullable Detection cause) {
    ApprovalAsk ask = response.request().approval();
    Target target = response.request().target();
    return new ApprovalUnanswered(
        response.id(),
        response.request().playbook(),
        response.request().actionId(),
        response.request().because(),
        Duration.between(response.request().requestedAt(), firedAt),
        ask == null ? List.of() : ask.groups(),
        ask == null ? List.of() : ask.to(step),
        step + 1,
        target.key(),
        ResponseUpdate.podOf(target, cause),
        ResponseUpdate.workloadOf(target, cause),
        response.request().detectionIds(),
        firedAt);
  }

  /** Epoch milliseconds, the timestamp that windows and sequences are measured by. */
  public long getTimeMillis() {
    return time.toEpochMilli();
  }

  /** Whole seconds that the approval has waited. */
  public long getWaitedSeconds() {
    return waited.toSeconds();
  }
}
