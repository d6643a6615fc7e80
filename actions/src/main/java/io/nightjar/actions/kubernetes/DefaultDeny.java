package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code kubernetes:default-deny}: denies the traffic of every pod of a namespace that no policy of
 * its own allows; the undo removes the policy.
 */
public final class DefaultDeny implements Action {
  public static final String ID = "kubernetes:default-deny";

  static final String DIRECTION = "direction";

  private static final Map<String, List<String>> DIRECTIONS =
      Map.of(
          "both", List.of("Ingress", "Egress"),
          "ingress", List.of("Ingress"),
          "egress", List.of("Egress"));
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Deny the traffic of every pod of the namespace that no other policy allows",
          NamespaceTarget.class,
          parameters(),
          true,
          true,
          true,
          List.of(
              new Permission("", "namespaces", List.of("get")),
              new Permission(
                  "networking.k8s.io",
                  "networkpolicies",
                  List.of("get", "list", "create", "delete"))),
          "D3-NI");

  private final ClusterObjects cluster;
  private final NamespaceGuard guard;

  public DefaultDeny(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.guard = new NamespaceGuard(cluster, ID);
  }

  private static Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>(AllowList.PARAMETERS);
    parameters.put(DIRECTION, "ingress, egress or both; both without it");
    return parameters;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    String direction = request.parameters().text(DIRECTION, "both");
    if (!DIRECTIONS.containsKey(direction)) {
      return new Outcome.Failed(Kind.UNSUPPORTED, DIRECTION + " is ingress, egress or both");
    }
    Optional<String> problem = AllowList.problem(request.parameters());
    if (problem.isPresent()) {
      return new Outcome.Failed(Kind.UNSUPPORTED, problem.get());
    }
    return guard.in(
        request,
        target ->
            own(request, target)
                .make(
                    target.describe() + " denies it already",
                    warnings(target, policy(target, request.parameters()))));
  }

  private List<String> warnings(NamespaceTarget target, NetworkPolicy own) {
    List<String> opening =
        cluster.list(NetworkPolicy.class, target.name()).stream()
            .filter(policy -> !policy.getMetadata().getName().equals(own.getMetadata().getName()))
            .filter(policy -> !PolicyReach.allowed(policy).isEmpty())
            .map(policy -> policy.getMetadata().getName())
            .sorted()
            .toList();
    return opening.isEmpty()
        ? List.of()
        : List.of(
            "incomplete: these NetworkPolicies still let traffic through to the pods that they"
                + " select: "
                + Words.some(opening, 10));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof NamespaceTarget target
        ? ConflictRetry.undo(() -> own(request, target).remove(beforeState))
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NamespaceTarget target
        ? own(request, target).recover()
        : Optional.empty();
  }

  private OwnObjects own(ActionRequest request, NamespaceTarget target) {
    return new OwnObjects(cluster, request, List.of(policy(target, request.parameters())));
  }

  /** Named after what it denies, so that two different ones stand beside each other. */
  private static NetworkPolicy policy(NamespaceTarget target, Parameters parameters) {
    String direction = parameters.text(DIRECTION, "both");
    List<String> types = DIRECTIONS.getOrDefault(direction, List.of());
    AllowList allow = AllowList.of(parameters);
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withNamespace(target.name())
        .withName(
            "nightjar-default-deny-"
                + direction
                + (allow.isEmpty() ? "" : "-" + Fingerprint.of(8, allow.toString())))
        .endMetadata()
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes(types)
        .withIngress(types.contains("Ingress") ? allow.ingress() : List.of())
        .withEgress(types.contains("Egress") ? allow.egress() : List.of())
        .endSpec()
        .build();
  }
}
