package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Several objects that one response changes all or none: every change is tried as a dry run before
 * the first is made, and what was changed is put back when a later one is refused after all. Where
 * the server merely cannot be reached it stays, for the run that comes next to go on from.
 *
 * @param deed what a change is called in the past: {@code revoked}
 */
record EditGroup(ActionRequest request, String deed) {

  /**
   * One object, and what becomes of it.
   *
   * @param key what the caller knows it by
   * @param name for people
   */
  record Member<K>(
      K key,
      String name,
      ObjectEditor<?> editor,
      Function<ObjectNode, EditPlan> planner,
      Restore restore) {}

  /**
   * A change that was made.
   *
   * @param state the {@link EditState}, as JSON
   */
  record Change<K>(Member<K> member, JsonNode state) {}

  /** What became of the whole group. */
  sealed interface Result<K> {
    /** All that had to be changed was. */
    record Made<K>(List<Change<K>> done, List<String> changes, List<String> warnings)
        implements Result<K> {}

    /** None was, or the failure says which. */
    record NotMade<K>(Outcome.Failed failure) implements Result<K> {}
  }

  /**
   * @param earlier what a run of the same response that was cut off has changed: part of this one
   */
  <K> Result<K> apply(List<Member<K>> members, List<Change<K>> earlier) {
    Result<K> tried = apply(members, earlier, true);
    return tried instanceof Result.Made<K> && !request.dryRun()
        ? apply(members, earlier, false)
        : tried;
  }

  private <K> Result<K> apply(List<Member<K>> members, List<Change<K>> earlier, boolean dryRun) {
    List<String> changes = new ArrayList<>();
    earlier.forEach(one -> changes.add(one.member().name() + " was changed by an earlier run"));
    Set<String> warnings = new LinkedHashSet<>();
    List<Change<K>> done = new ArrayList<>(earlier);
    for (Member<K> member : members) {
      switch (member.editor().execute(asked(dryRun), member.planner())) {
        case Outcome.Succeeded made -> {
          changes.addAll(made.changes());
          made.warnings().forEach(one -> warnings.add(member.name() + ": " + one));
          done.add(new Change<>(member, made.beforeState()));
        }
        // gone or changed by somebody else since it was listed: nothing is left to do there
        case Outcome.NothingToDo nothing -> {}
        case Outcome.Failed failed -> {
          return new Result.NotMade<>(failed(failed, member, done, dryRun));
        }
      }
    }
    return new Result.Made<>(done, changes, List.copyOf(warnings));
  }

  private <K> Outcome.Failed failed(
      Outcome.Failed failed, Member<K> member, List<Change<K>> done, boolean dryRun) {
    String cause = member.name() + ": " + failed.cause();
    if (dryRun || done.isEmpty()) {
      return new Outcome.Failed(failed.kind(), cause, failed.retryAfter());
    }
    String before =
        failed.kind() != Outcome.Failed.Kind.UNAVAILABLE
                && putBack(done, false) instanceof UndoOutcome.Undone
            ? "; what was " + deed + " before it was put back"
            : "; done before that and left so: "
                + String.join(", ", done.stream().map(one -> one.member().name()).toList());
    return new Outcome.Failed(failed.kind(), cause + before, failed.retryAfter());
  }

  /**
   * All of it, unless one was changed since: then nothing.
   *
   * @param restored what is said of one that was put back
   */
  <K> UndoOutcome undo(List<Change<K>> changes, Function<K, String> restored) {
    UndoOutcome tried = putBack(changes, true);
    if (tried instanceof UndoOutcome.Undone && !request.dryRun()) {
      tried = putBack(changes, false);
    }
    return tried instanceof UndoOutcome.Undone
        ? new UndoOutcome.Undone(
            changes.stream()
                .map(
                    one ->
                        (request.dryRun() ? "dry run: " : "") + restored.apply(one.member().key()))
                .toList())
        : tried;
  }

  private <K> UndoOutcome putBack(List<Change<K>> changes, boolean dryRun) {
    List<String> done = new ArrayList<>();
    List<String> difference = new ArrayList<>();
    for (Change<K> one : changes) {
      Member<K> member = one.member();
      switch (member.editor().undo(asked(dryRun), one.state(), member.restore())) {
        case UndoOutcome.Undone undone -> done.add(member.name());
        case UndoOutcome.Refused refused ->
            refused.difference().forEach(line -> difference.add(member.name() + ": " + line));
        case UndoOutcome.Failed failed -> {
          return new UndoOutcome.Failed(
              failed.kind(),
              member.name() + ": " + failed.cause() + before(dryRun ? List.of() : done),
              failed.retryAfter());
        }
      }
    }
    return difference.isEmpty()
        ? new UndoOutcome.Undone(done)
        : new UndoOutcome.Refused(
            "what was " + deed + " is no longer as Nightjar left it", difference);
  }

  private static String before(List<String> done) {
    return done.isEmpty() ? "" : "; done before that: " + String.join(", ", done);
  }

  private ActionRequest asked(boolean dryRun) {
    return new ActionRequest(
        request.responseId(), request.actionId(), request.target(), request.parameters(), dryRun);
  }
}
