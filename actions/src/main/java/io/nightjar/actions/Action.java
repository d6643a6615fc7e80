package io.nightjar.actions;

import com.fasterxml.jackson.databind.JsonNode;
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
   * The outcome of an earlier run of this same response, read from what that run left on the
   * target; asked when its outcome was lost (a crash, or no answer to its last request), because
   * running it again would find nothing to do and so record nothing to undo. Empty when no such run
   * left anything; what the client throws is thrown on.
   */
  default Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return Optional.empty();
  }
}
