package io.nightjar.respond;

import java.time.Instant;

/**
 * Something that has to happen to a response at its time.
 *
 * @param due by Nightjar's clock
 */
public record Timer(long id, String responseId, Kind kind, Instant due) {

  public enum Kind {
    /** Nobody answered yet: tell the next ones. */
    ESCALATE,
    /** Nobody answered in time. */
    EXPIRE,
    /** The response was temporary. */
    UNDO,
    /** An action got no answer: see whether it happened. */
    LOOK_AGAIN
  }

  Timer at(Instant other) {
    return new Timer(id, responseId, kind, other);
  }
}
