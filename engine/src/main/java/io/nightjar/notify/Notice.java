package io.nightjar.notify;

import java.time.Instant;

/**
 * One thing that a person should know; plain text, in which attacker-chosen names may stand.
 *
 * @param responseId id of the response it is about, or empty
 * @param happened what happened: the target and the playbook's reason
 * @param done what Nightjar did, or why it did nothing
 * @param asked what is asked of the reader, or empty
 * @param command the exact command to type, or empty
 */
public record Notice(
    Kind kind,
    Instant time,
    String responseId,
    String namespace,
    String happened,
    String done,
    String asked,
    String command) {

  /** What the notice is about. */
  public enum Kind {
    AWAITING_APPROVAL,
    ESCALATION,
    EXPIRED,
    DENIED,
    EXECUTED,
    FAILED,
    UNDONE,
    UNDO_REFUSED,
    REVERTED_BY_OTHERS,
    SENSOR_LOSS,
    ALERTS_LOST,
    PAGE
  }
}
