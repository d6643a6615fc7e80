package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.time.Instant;

/**
 * One thing that a session learns: a detection, a response's change of state, or an unanswered
 * approval.
 *
 * @param id the same fact always has the same; a session takes each once
 * @param time when it happened
 * @param value what playbooks see
 */
public record SessionFact(String id, Instant time, Record value) {

  public static SessionFact of(Detection detection) {
    return new SessionFact(detection.id(), detection.time(), detection);
  }

  public static SessionFact of(ResponseUpdate update) {
    return new SessionFact(update.responseId() + "/" + update.state(), update.time(), update);
  }

  public static SessionFact of(ApprovalUnanswered unanswered) {
    return new SessionFact(unanswered.responseId() + "/unanswered", unanswered.time(), unanswered);
  }
}
