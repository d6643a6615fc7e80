package io.nightjar.actions.kubernetes;

import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;

/** The answers of an action that was given something it must not touch. */
final class WrongTarget {
  private WrongTarget() {}

  static Outcome.Failed kind(String actionId, Target target) {
    return new Outcome.Failed(Kind.UNSUPPORTED, words(actionId, target));
  }

  static UndoOutcome.Failed undoKind(String actionId, Target target) {
    return new UndoOutcome.Failed(Kind.UNSUPPORTED, words(actionId, target));
  }

  static Outcome.Failed uid(Target target, String wanted, String found) {
    return new Outcome.Failed(
        Kind.WRONG_TARGET,
        target.describe() + " has the UID " + found + " now; " + wanted + " was meant");
  }

  private static String words(String actionId, Target target) {
    return actionId + " cannot act on " + DisplayText.of(target.describe());
  }
}
