package io.nightjar.respond;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Outcomes as states, as words, and as fields of an audit leaf. */
final class Outcomes {

  private Outcomes() {}

  static ResponseState state(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded done -> ResponseState.SUCCEEDED;
      case Outcome.NothingToDo nothing -> ResponseState.NOTHING_TO_DO;
      case Outcome.Failed failed -> ResponseState.FAILED;
    };
  }

  static String words(Outcome outcome, boolean dryRun) {
    String words =
        switch (outcome) {
          case Outcome.Succeeded done -> String.join("; ", done.changes());
          case Outcome.NothingToDo nothing -> nothing.why();
          case Outcome.Failed failed -> failed.kind() + ": " + failed.cause();
        };
    return dryRun ? "dry run, nothing was changed: " + words : words;
  }

  /** The before-state may hold what nobody should read in a log, so only its hash goes there. */
  static Map<String, Object> details(Outcome outcome) {
    Map<String, Object> fields = new TreeMap<>();
    switch (outcome) {
      case Outcome.Succeeded done -> {
        fields.put("result", "succeeded");
        fields.put("changes", done.changes());
        fields.put("warnings", done.warnings());
        fields.put(
            "beforeStateSha256",
            Hash.sha256(done.beforeState().toString().getBytes(StandardCharsets.UTF_8)).hex());
        if (!done.artefacts().isEmpty()) {
          fields.put("artefacts", done.artefacts().stream().map(Outcomes::details).toList());
        }
      }
      case Outcome.NothingToDo nothing -> fields.put("result", "nothing-to-do");
      case Outcome.Failed failed -> {
        fields.put("result", "failed");
        fields.put("failure", failed.kind().name());
        fields.put("cause", failed.cause());
      }
    }
    return fields;
  }

  /** What somebody who holds the file and the log can compare. */
  private static Map<String, Object> details(Artefact artefact) {
    return Map.of(
        "name", artefact.name(),
        "kind", artefact.kind(),
        "bytes", artefact.bytes(),
        "sha256", artefact.sha256(),
        "truncated", artefact.truncated());
  }

  static Map<String, Object> details(UndoOutcome outcome) {
    Map<String, Object> fields = new TreeMap<>();
    switch (outcome) {
      case UndoOutcome.Undone undone -> {
        fields.put("result", "undone");
        fields.put("changes", undone.changes());
      }
      case UndoOutcome.Refused refused -> {
        fields.put("result", "refused");
        fields.put("difference", refused.difference());
      }
      case UndoOutcome.Failed failed -> {
        fields.put("result", "failed");
        fields.put("failure", failed.kind().name());
        fields.put("cause", failed.cause());
      }
    }
    return fields;
  }
}
