package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.time.Instant;

/**
 * One thing that a session learns: a detection, what became of a response, what people said of it
 * or of an incident, or the beginning of a calendar.
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
    // only what an undo left behind comes again; the first is called as ever, as with unanswered
    String again = update.undoFailed() ? "/" + update.time() : "";
    return new SessionFact(occasion(update) + again, update.time(), update);
  }

  /** The same for every time that the response is in that state. */
  static String occasion(ResponseUpdate update) {
    return update.responseId() + "/" + update.state();
  }

  public static SessionFact of(ApprovalUnanswered unanswered) {
    // the first is called as ever, for what was asked because of it is known by that id
    String which = unanswered.step() <= 1 ? "" : "/" + unanswered.step();
    return new SessionFact(
        unanswered.responseId() + "/unanswered" + which, unanswered.time(), unanswered);
  }

  public static SessionFact of(ApprovalAnswer answer) {
    return new SessionFact(answer.responseId() + "/answer", answer.time(), answer);
  }

  public static SessionFact of(CalendarOpened opened) {
    return new SessionFact(opened.id(), opened.time(), opened);
  }

  public static SessionFact of(IncidentWord word) {
    return new SessionFact(
        "incident/" + word.incident() + "/" + word.state() + "/" + word.time(), word.time(), word);
  }

  /** As it stands: one that grew has the same id. */
  static SessionFact of(Incident incident) {
    return new SessionFact("incident/" + incident.id(), incident.time(), incident);
  }
}
