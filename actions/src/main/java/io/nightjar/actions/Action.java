package io.nightjar.actions;

import com.fasterxml.jackson.databind.JsonNode;

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
}
