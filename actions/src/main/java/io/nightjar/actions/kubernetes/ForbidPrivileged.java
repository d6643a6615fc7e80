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

/** {@code kubernetes:forbid-privileged}: the API server refuses privileged pods in a namespace. */
public final class ForbidPrivileged implements Action {
  public static final String ID = "kubernetes:forbid-privileged";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let no pod be created in the namespace that is privileged or shares the node's"
              + " namespaces",
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

  public ForbidPrivileged(KubernetesClient client) {
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
                                List.of("pods that run already stay as they are"))));
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
        AdmissionRule.name("forbid-privileged", target.uid()),
        List.of(
            new AdmissionRule.On(List.of("CREATE"), List.of("pods")),
            new AdmissionRule.On(List.of("UPDATE"), List.of("pods/ephemeralcontainers"))),
        PodExpressions.CONTAINERS,
        PodExpressions.UNPRIVILEGED,
        "nightjar: pods of this namespace must not be privileged nor share the node's namespaces",
        KyvernoRule.unprivileged());
  }
}
