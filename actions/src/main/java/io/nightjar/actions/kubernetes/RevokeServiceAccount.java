package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.kubernetes.Bindings.Binding;
import io.nightjar.actions.kubernetes.RevocationState.Revoked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubernetes:revoke-service-account}: takes the pod's service account out of every role
 * binding that names it; the undo puts it back.
 *
 * <p>Every change is tried as a dry run before the first is made, and what was changed is put back
 * when a later one fails after all: an account is revoked whole or not at all.
 */
public final class RevokeServiceAccount implements Action {
  public static final String ID = "kubernetes:revoke-service-account";

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Take the pod's service account out of every role binding that names it",
          PodTarget.class,
          Map.of(),
          true,
          true,
          true,
          List.of(
              new Permission("", "pods", List.of("get", "list")),
              new Permission(RBAC, "rolebindings", List.of("get", "list", "patch")),
              new Permission(RBAC, "clusterrolebindings", List.of("get", "list", "patch")),
              // the API server wants it for every change of a binding, even for a smaller one
              new Permission(RBAC, "roles", List.of("bind")),
              new Permission(RBAC, "clusterroles", List.of("bind"))),
          "D3-AL");

  private final ClusterObjects cluster;

  public RevokeServiceAccount(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone ->
                  new Outcome.NothingToDo(
                      target.describe() + " is gone, and the tokens bound to it with it");
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found -> revoke(request, target, found.object());
            });
  }

  private Outcome revoke(ActionRequest request, PodTarget target, Pod pod) {
    Account account = Account.of(pod);
    List<Binding> all = Bindings.all(cluster);
    List<Binding> naming =
        all.stream().filter(one -> !SubjectEdit.entries(one.json(), account).isEmpty()).toList();
    List<Revoked> earlier = left(request, account.namespace(), all);
    if (naming.isEmpty()) {
      return new Outcome.NothingToDo("no role binding names " + account.describe());
    }
    Revocation revocation = new Revocation(cluster, request, target, account);
    List<String> warnings = new ArrayList<>(warnings(account, pod, all));
    Outcome done = revocation.apply(naming, earlier);
    if (!(done instanceof Outcome.Succeeded made)) {
      return done;
    }
    warnings.addAll(made.warnings());
    return new Outcome.Succeeded(made.changes(), made.beforeState(), warnings);
  }

  private List<String> warnings(Account account, Pod pod, List<Binding> all) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "its tokens still authenticate: one that is bound to the pod until the pod is deleted, one"
            + " of a Secret until the Secret is");
    List<String> groups =
        all.stream()
            .filter(one -> !one.isBuiltIn() && holdsGroup(one, account))
            .map(one -> one.describe() + " (" + one.role() + ")")
            .sorted()
            .toList();
    if (!groups.isEmpty()) {
      warnings.add("it keeps what these give to a group that it is in: " + Words.some(groups, 10));
    }
    List<String> others =
        cluster.list(Pod.class, account.namespace()).stream()
            .filter(one -> !one.getMetadata().getUid().equals(pod.getMetadata().getUid()))
            .filter(one -> Account.of(one).equals(account))
            .map(one -> one.getMetadata().getName())
            .sorted()
            .toList();
    if (!others.isEmpty()) {
      warnings.add("these pods use the same account and lose the same: " + Words.some(others, 10));
    }
    return warnings;
  }

  private static boolean holdsGroup(Binding binding, Account account) {
    for (JsonNode subject : binding.json().path("subjects")) {
      if (account.isIn(subject)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.undoKind(ID, request.target());
    }
    RevocationState state = RevocationState.of(beforeState);
    return ConflictRetry.undo(
        () -> new Revocation(cluster, request, target, state.account()).undo(state));
  }

  /** Only a whole one: an account that a binding still names is not revoked. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return Optional.empty();
    }
    List<Binding> all = Bindings.all(cluster);
    List<Revoked> left = left(request, target.namespace(), all);
    if (left.isEmpty()) {
      return Optional.empty();
    }
    Account account = Revocation.accountIn(EditState.of(left.getFirst().edit()).note().before());
    return all.stream().anyMatch(one -> !SubjectEdit.entries(one.json(), account).isEmpty())
        ? Optional.empty()
        : Optional.of(
            new Outcome.Succeeded(
                left.stream()
                    .map(one -> Revocation.describe(one) + " was changed by an earlier run")
                    .toList(),
                new RevocationState(account, left).json(),
                List.of()));
  }

  /**
   * What runs of this response have changed, by the marks on the bindings. A mark is anybody's to
   * write who may write bindings, so it counts only with its account's name, in the pod's
   * namespace.
   */
  private static List<Revoked> left(ActionRequest request, String namespace, List<Binding> all) {
    List<Revoked> left = new ArrayList<>();
    for (Binding binding : all) {
      for (Map.Entry<String, JsonNode> mark :
          binding.json().path("metadata").path("annotations").properties()) {
        Optional<EditState.Note> note =
            mark.getKey().startsWith(Revocation.MARK)
                ? EditState.Note.of(binding.json(), mark.getKey())
                : Optional.empty();
        if (note.isPresent() && note.get().response().equals(request.responseId())) {
          Account account = Revocation.accountIn(note.get().before());
          if (account.namespace().equals(namespace)
              && mark.getKey().equals(Revocation.mark(account))) {
            left.add(Revoked.of(binding, mark.getKey(), note.get(), account));
          }
        }
      }
    }
    return left;
  }
}
