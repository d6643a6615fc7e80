package io.nightjar.actions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Whether what an action left is still there. */
public sealed interface Standing {

  record Holds() implements Standing {}

  /**
   * Somebody else took it back, wholly or in part.
   *
   * @param difference a line a difference: path, what the action left, what is there now
   * @param by who wrote the object last, as the cluster noted it; empty when it did not
   */
  record Reverted(List<String> difference, String by) implements Standing {
    public Reverted {
      difference = List.copyOf(difference);
    }
  }

  /** It cannot be told, for instance because the target is gone. */
  record Unknown(String why) implements Standing {}

  /**
   * Asks the action once more without effect: it holds when that would find nothing to do. For
   * actions that honour the dry run of execution and of undo, and say truthfully what is left to
   * do.
   */
  static Standing askedAgain(Action action, ActionRequest request, JsonNode beforeState) {
    ActionRequest dry =
        new ActionRequest(
            request.responseId(), request.actionId(), request.target(), request.parameters(), true);
    Outcome again = action.execute(dry);
    if (again instanceof Outcome.NothingToDo) {
      return new Holds();
    }
    if (again instanceof Outcome.Failed failed && failed.kind() != Outcome.Failed.Kind.CONFLICT) {
      return new Unknown(failed.cause());
    }
    return switch (action.undo(dry, beforeState)) {
      case UndoOutcome.Refused refused -> new Reverted(refused.difference(), "");
      case UndoOutcome.Undone undone -> new Reverted(List.of("as it was before"), "");
      case UndoOutcome.Failed failed -> new Unknown(failed.cause());
    };
  }
}
