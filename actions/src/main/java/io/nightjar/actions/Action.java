package io.nightjar.actions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * One thing that Nightjar can do. It is idempotent, acts on the exact target or not at all, and
 * knows nothing of retries, time-outs, rate limits and audit: those stand once, around it.
 *
 * <p>Expected failure is a value; an exception from the client is turned into {@link
 * Outcome.Failed} by the caller.
 */
public interface Action {

  ActionDescriptor descriptor();

  Outcome execute(ActionRequest request);

  /**
   * Restores what {@link Outcome.Succeeded#beforeState()} recorded, or refuses when the object
   * changed since.
   */
  UndoOutcome undo(ActionRequest request, JsonNode beforeState);

  /**
   * How long one run may take, where that is longer than usual; it must be able to go on where an
   * earlier run of the same response was cut off.
   */
  default Optional<Duration> timeLimit(ActionRequest request) {
    return Optional.empty();
  }

  /**
   * The outcome of an earlier run of this same response, read from what that run left on the
   * target; asked when its outcome was lost (a crash, or no answer to its last request), because
   * running it again would find nothing to do and so record nothing to undo. Empty when no such run
   * left anything; what the client throws is thrown on.
   */
  default Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return Optional.empty();
  }

  /**
   * Whether what an earlier success of this response left still holds; asked from time to time,
   * changes nothing. What the client throws is thrown on.
   */
  default Standing standing(ActionRequest request, JsonNode beforeState) {
    return new Standing.Unknown("this action does not look");
  }

  /**
   * How far the pods have come that a success of this response replaces; empty where it replaces
   * none. What the client throws is thrown on.
   */
  default Optional<Progress> progress(ActionRequest request) {
    return Optional.empty();
  }
}
