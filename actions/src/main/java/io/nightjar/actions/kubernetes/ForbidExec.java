package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code kubernetes:forbid-exec}: the API server refuses exec, attach and debug containers in a
 * namespace.
 */
public final class ForbidExec implements Action {
  public static final String ID = "kubernetes:forbid-exec";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let nobody run programs in the pods of the namespace: no exec, attach or debug"
              + " container",
          NamespaceTarget.class,
          Map.of(),
          true,
          false,
          true,
          Stream.concat(
                  Stream.of(new Permission("", "namespaces", List.of("get"))),
                  AdmissionRule.PERMISSIONS.stream())
              .toList(),
          "D3-EAL");

  private final ClusterObjects cluster;
  private final NamespaceGuard guard;

  public ForbidExec(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.guard = new NamespaceGuard(cluster, ID);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return guard.in(
        request,
        target ->
            AdmissionRule.unsupported(cluster)
                .orElseGet(
                    () ->
                        own(request, target)
                            .make(
                                target.describe() + " forbids it already",
                                List.of(
                                    "it holds for everybody, people and Nightjar's own commands"
                                        + " included; what runs already goes on"))));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof NamespaceTarget target
        ? ConflictRetry.undo(
            () ->
                new OwnObjects(cluster, request, rule(target).everyForm(target.name()))
                    .remove(beforeState))
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NamespaceTarget target
        ? own(request, target).recover()
        : Optional.empty();
  }

  private OwnObjects own(ActionRequest request, NamespaceTarget target) {
    return new OwnObjects(cluster, request, rule(target).objects(cluster, target.name()));
  }

  private static AdmissionRule rule(NamespaceTarget target) {
    return new AdmissionRule(
        AdmissionRule.name("forbid-exec", target.uid()),
        List.of(
            new AdmissionRule.On(List.of("CONNECT"), List.of("pods/exec", "pods/attach")),
            new AdmissionRule.On(List.of("UPDATE"), List.of("pods/ephemeralcontainers"))),
        Map.of(),
        "false",
        "nightjar: no programs are run in the pods of this namespace for now",
        KyvernoRule.noExec());
  }
}
