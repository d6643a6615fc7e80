package io.nightjar.respond;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One action on one target, asked for by a playbook or a person; not yet judged.
 *
 * @param id hash of playbook, rule, action, target key and the detections that asked (sorted): a
 *     replay asks for the same ids
 * @param playbook name of the playbook's folder, or {@code person:NAME}
 * @param playbookRule name of the DRL rule
 * @param because the playbook author's reason with its fields filled in; plain text
 * @param requestedAt session clock
 * @param detectionTime when the earliest system call behind it returned
 * @param edition of the playbook; null where none asked
 */
public record ResponseRequest(
    String id,
    String playbook,
    String playbookRule,
    String actionId,
    Target target,
    Parameters parameters,
    String because,
    List<String> detectionIds,
    Instant requestedAt,
    Instant detectionTime,
    @Nullable Duration undoAfter,
    @Nullable ApprovalAsk approval,
    @Nullable Edition edition) {
  public ResponseRequest {
    detectionIds = List.copyOf(detectionIds);
  }

  /** Of no playbook. */
  public ResponseRequest(
      String id,
      String playbook,
      String playbookRule,
      String actionId,
      Target target,
      Parameters parameters,
      String because,
      List<String> detectionIds,
      Instant requestedAt,
      Instant detectionTime,
      @Nullable Duration undoAfter,
      @Nullable ApprovalAsk approval) {
    this(
        id,
        playbook,
        playbookRule,
        actionId,
        target,
        parameters,
        because,
        detectionIds,
        requestedAt,
        detectionTime,
        undoAfter,
        approval,
        null);
  }

  /** The same request with its target looked up. */
  ResponseRequest on(Target identified) {
    return identified.equals(target)
        ? this
        : new ResponseRequest(
            id,
            playbook,
            playbookRule,
            actionId,
            identified,
            parameters,
            because,
            detectionIds,
            requestedAt,
            detectionTime,
            undoAfter,
            approval,
            edition);
  }

  /** The same request with the approval that the gate wants, so that policy is snapshotted. */
  ResponseRequest asking(ApprovalAsk ask) {
    return new ResponseRequest(
        id,
        playbook,
        playbookRule,
        actionId,
        target,
        parameters,
        because,
        detectionIds,
        requestedAt,
        detectionTime,
        undoAfter,
        ask,
        edition);
  }

  /** The same request of that edition of its playbook. */
  public ResponseRequest of(Edition asking) {
    return new ResponseRequest(
        id,
        playbook,
        playbookRule,
        actionId,
        target,
        parameters,
        because,
        detectionIds,
        requestedAt,
        detectionTime,
        undoAfter,
        approval,
        asking);
  }
}
