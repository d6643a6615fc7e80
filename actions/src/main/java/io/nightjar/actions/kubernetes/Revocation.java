package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.kubernetes.Bindings.Binding;
import io.nightjar.actions.kubernetes.RevocationState.Revoked;
import java.util.List;
import java.util.function.Function;

/** Takes one account out of several bindings, or puts it back: all of them or none. */
final class Revocation {
  /** The mark of one account's revocation; another account's has another name. */
  static final String MARK = "nightjar.io/revoked-";

  /** Name of the annotation on the bindings that an account was taken out of. */
  static String mark(Account account) {
    return MARK + Fingerprint.of(8, account.namespace(), account.name());
  }

  private final ClusterObjects cluster;
  private final PodTarget target;
  private final Account account;
  private final EditGroup group;

  Revocation(ClusterObjects cluster, ActionRequest request, PodTarget target, Account account) {
    this.cluster = cluster;
    this.target = target;
    this.account = account;
    this.group = new EditGroup(request, "revoked");
  }

  /**
   * @param earlier what a run of the same response that was cut off has changed: part of this one
   */
  Outcome apply(List<Binding> bindings, List<Revoked> earlier) {
    String annotation = mark(account);
    List<EditGroup.Member<Revoked>> members =
        bindings.stream()
            .map(
                binding ->
                    member(
                        Revoked.of(binding, annotation, NullNode.getInstance()),
                        json ->
                            SubjectEdit.plan(json, binding.describe(), binding.role(), account)))
            .toList();
    return switch (group.apply(members, changes(earlier))) {
      case EditGroup.Result.NotMade<Revoked> not -> not.failure();
      case EditGroup.Result.Made<Revoked> made ->
          new Outcome.Succeeded(
              made.changes(),
              new RevocationState(
                      account,
                      made.done().stream()
                          .map(one -> one.member().key().with(one.state()))
                          .toList())
                  .json(),
              made.warnings());
    };
  }

  UndoOutcome undo(RevocationState state) {
    return group.undo(
        changes(state.bindings()),
        one -> describe(one) + " names " + account.describe() + " again");
  }

  private List<EditGroup.Change<Revoked>> changes(List<Revoked> made) {
    return made.stream()
        .map(
            one ->
                new EditGroup.Change<>(
                    member(one, json -> new EditPlan.Nothing("it was changed before")), one.edit()))
        .toList();
  }

  private EditGroup.Member<Revoked> member(Revoked one, Function<ObjectNode, EditPlan> planner) {
    return new EditGroup.Member<>(
        one,
        describe(one),
        Bindings.editor(
            cluster,
            target,
            one.kind(),
            one.namespace(),
            one.name(),
            one.uid(),
            account,
            one.annotation()),
        planner,
        SubjectEdit::restore);
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

  static String describe(Revoked one) {
    return one.kind() + " " + (one.namespace().isEmpty() ? "" : one.namespace() + "/") + one.name();
  }
}
