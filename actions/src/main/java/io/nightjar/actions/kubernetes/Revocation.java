package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.kubernetes.Bindings.Binding;
import io.nightjar.actions.kubernetes.RevocationState.Revoked;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes one account out of several bindings, or puts it back: all of them or none. */
final class Revocation {
  /** The mark of one account's revocation; another account's has another name. */
  static final String MARK = "nightjar.io/revoked-";

  /** Name of the annotation on the bindings that an account was taken out of. */
  static String mark(Account account) {
    return MARK + Fingerprint.of(8, account.namespace(), account.name());
  }

  private final ClusterObjects cluster;
  private final ActionRequest request;
  private final PodTarget target;
  private final Account account;

  Revocation(ClusterObjects cluster, ActionRequest request, PodTarget target, Account account) {
    this.cluster = cluster;
    this.request = request;
    this.target = target;
    this.account = account;
  }

  /**
   * @param earlier what a run of the same response that was cut off has changed: part of this one
   */
  Outcome apply(List<Binding> bindings, List<Revoked> earlier, boolean dryRun) {
    List<String> changes = new ArrayList<>();
    earlier.forEach(one -> changes.add(describe(one) + " was changed by an earlier run"));
    Set<String> warnings = new LinkedHashSet<>();
    List<Revoked> done = new ArrayList<>(earlier);
    String annotation = mark(account);
    for (Binding binding : bindings) {
      Outcome outcome =
          editor(binding.kind(), binding.namespace(), binding.name(), binding.uid(), annotation)
              .execute(
                  asked(dryRun),
                  json -> SubjectEdit.plan(json, binding.describe(), binding.role(), account));
      switch (outcome) {
        case Outcome.Succeeded made -> {
          changes.addAll(made.changes());
          made.warnings().forEach(one -> warnings.add(binding.describe() + ": " + one));
          done.add(Revoked.of(binding, annotation, made.beforeState()));
        }
        // gone or changed by somebody else since it was listed: it gives nothing any more
        case Outcome.NothingToDo nothing -> {}
        case Outcome.Failed failed -> {
          return failed(failed, binding, done, dryRun);
        }
      }
    }
    return new Outcome.Succeeded(
        changes, new RevocationState(account, done).json(), List.copyOf(warnings));
  }

  private Outcome failed(
      Outcome.Failed failed, Binding binding, List<Revoked> done, boolean dryRun) {
    String cause = binding.describe() + ": " + failed.cause();
    if (dryRun || done.isEmpty()) {
      return new Outcome.Failed(failed.kind(), cause, failed.retryAfter());
    }
    UndoOutcome back = putBack(done, false);
    return new Outcome.Failed(
        failed.kind(),
        cause
            + switch (back) {
              case UndoOutcome.Undone undone -> "; what was revoked before it was put back";
              case UndoOutcome.Refused refused -> "; done before that and left so: " + names(done);
              case UndoOutcome.Failed stays -> "; done before that and left so: " + names(done);
            },
        failed.retryAfter());
  }

  UndoOutcome undo(RevocationState state) {
    UndoOutcome tried = putBack(state.bindings(), true);
    return tried instanceof UndoOutcome.Undone && !request.dryRun()
        ? putBack(state.bindings(), false)
        : tried;
  }

  private UndoOutcome putBack(List<Revoked> bindings, boolean dryRun) {
    List<String> changes = new ArrayList<>();
    List<String> difference = new ArrayList<>();
    for (Revoked one : bindings) {
      UndoOutcome outcome =
          editor(one.kind(), one.namespace(), one.name(), one.uid(), one.annotation())
              .undo(asked(dryRun), one.edit(), SubjectEdit::restore);
      switch (outcome) {
        case UndoOutcome.Undone undone ->
            changes.add(
                (dryRun ? "dry run: " : "")
                    + describe(one)
                    + " names "
                    + account.describe()
                    + " again");
        case UndoOutcome.Refused refused ->
            refused.difference().forEach(line -> difference.add(describe(one) + ": " + line));
        case UndoOutcome.Failed failed -> {
          return new UndoOutcome.Failed(failed.kind(), describe(one) + ": " + failed.cause());
        }
      }
    }
    return difference.isEmpty()
        ? new UndoOutcome.Undone(changes)
        : new UndoOutcome.Refused(
            "the bindings of " + account.describe() + " are no longer as Nightjar left them",
            difference);
  }

  private ActionRequest asked(boolean dryRun) {
    return new ActionRequest(
        request.responseId(), request.actionId(), target, request.parameters(), dryRun);
  }

  private ObjectEditor<?> editor(
      String kind, String namespace, String name, String uid, String annotation) {
    return Bindings.editor(cluster, target, kind, namespace, name, uid, account, annotation);
  }

  /** The account that a mark's saved entries name. */
  static Account accountIn(JsonNode taken) {
    JsonNode subject = taken.path(0).path("subject");
    if (subject.path("kind").asText().equals("User")) {
      String[] parts = subject.path("name").asText().split(":", -1);
      return parts.length == 4 ? new Account(parts[2], parts[3]) : new Account("", "");
    }
    return new Account(subject.path("namespace").asText(), subject.path("name").asText());
  }

  private static String names(List<Revoked> done) {
    return String.join(", ", done.stream().map(Revocation::describe).toList());
  }

  static String describe(Revoked one) {
    return one.kind() + " " + (one.namespace().isEmpty() ? "" : one.namespace() + "/") + one.name();
  }
}
