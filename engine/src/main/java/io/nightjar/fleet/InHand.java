package io.nightjar.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An action whose calls to the controls of a node know on whose behalf they are made: what is asked
 * of an agent bears the id of the response. An outcome that an agent brought too late is found when
 * it is looked again.
 */
final class InHand implements Action {

  /** Controls are called on the thread that carries the action out. */
  private static final ThreadLocal<String> RESPONSE = new ThreadLocal<>();

  private static final String NOBODY = "none";

  private final Action action;
  private final NodeTasks tasks;

  InHand(Action action, NodeTasks tasks) {
    this.action = action;
    this.tasks = tasks;
  }

  /** The response that this thread works on. */
  static String response() {
    String response = RESPONSE.get();
    return response == null ? NOBODY : response;
  }

  private static <T> T doing(ActionRequest request, Supplier<T> what) {
    String before = RESPONSE.get();
    RESPONSE.set(request.responseId());
    try {
      return what.get();
    } finally {
      if (before == null) {
        RESPONSE.remove();
      } else {
        RESPONSE.set(before);
      }
    }
  }

  @Override
  public ActionDescriptor descriptor() {
    return action.descriptor();
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return doing(request, () -> action.execute(request));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return doing(request, () -> action.undo(request, beforeState));
  }

  @Override
  public Optional<Duration> timeLimit(ActionRequest request) {
    return action.timeLimit(request);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return doing(
        request,
        () -> {
          if (tasks.hasUntold(request.responseId())
              && action.execute(request) instanceof Outcome.Succeeded late) {
            // the agent is not asked again: what it answered to the first asking is told now
            return Optional.of(late);
          }
          return action.recover(request);
        });
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return doing(request, () -> action.standing(request, beforeState));
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return doing(request, () -> action.progress(request));
  }
}
