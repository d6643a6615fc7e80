package io.nightjar.actions.kubernetes;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.List;

/** How the outcome of a dry run reads: it never looks like one that happened. */
final class DryRun {
  private DryRun() {}

  static Outcome.Succeeded of(Outcome.Succeeded done) {
    return new Outcome.Succeeded(marked(done.changes()), done.beforeState(), done.warnings());
  }

  static UndoOutcome.Undone of(UndoOutcome.Undone done) {
    return new UndoOutcome.Undone(marked(done.changes()));
  }

  private static List<String> marked(List<String> changes) {
    return changes.stream().map(change -> "dry run: " + change).toList();
  }
}
