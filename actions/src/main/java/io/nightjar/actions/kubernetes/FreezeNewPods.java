package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code kubernetes:freeze-new-pods}: lets a namespace have no more pods than it has, by a
 * ResourceQuota; the undo removes it. Running pods stay.
 */
public final class FreezeNewPods implements Action {
  public static final String ID = "kubernetes:freeze-new-pods";

  static final String REPLACEMENTS = "replacements";

  private static final String NAME = "nightjar-freeze-pods";
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let the namespace have no more pods than it has; those that run stay",
          NamespaceTarget.class,
          Map.of(
              REPLACEMENTS, "no, so that a pod that goes is not replaced either; yes without it"),
          true,
          false,
          true,
          List.of(
              new Permission("", "namespaces", List.of("get")),
              new Permission("", "pods", List.of("list")),
              new Permission("", "resourcequotas", List.of("get", "create", "delete"))),
          "");

  private final ClusterObjects cluster;
  private final NamespaceGuard guard;

  public FreezeNewPods(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.guard = new NamespaceGuard(cluster, ID);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    String replacements = request.parameters().text(REPLACEMENTS, "yes");
    if (!replacements.equals("yes") && !replacements.equals("no")) {
      return new Outcome.Failed(Kind.UNSUPPORTED, REPLACEMENTS + " is yes or no");
    }
    return guard.in(request, target -> freeze(request, target, replacements.equals("yes")));
  }

  private Outcome freeze(ActionRequest request, NamespaceTarget target, boolean replacements) {
    String name = name(replacements);
    Optional<ResourceQuota> there = cluster.get(ResourceQuota.class, target.name(), name);
    if (there.isPresent()) {
      return new Outcome.NothingToDo(target.describe() + " is frozen already");
    }
    long now =
        cluster.list(Pod.class, target.name()).stream().filter(FreezeNewPods::counts).count();
    long most = replacements ? now : 0;
    String warning =
        replacements
            ? "a rollout that starts a pod before it stops another cannot go on"
            : "a pod that goes is not replaced: rollouts, restarts on other nodes and scaling stand"
                + " still";
    return new OwnObjects(cluster, request, List.of(quota(target, name, most)))
        .make(target.describe() + " is frozen already", List.of(warning));
  }

  /** As the quota counts: a pod that has ended takes no place. */
  private static boolean counts(Pod pod) {
    String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof NamespaceTarget target
        ? ConflictRetry.undo(() -> any(request, target).remove(beforeState))
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NamespaceTarget target
        ? any(request, target).recover()
        : Optional.empty();
  }

  /** The same object whatever its number is: that is read from the cluster then. */
  private OwnObjects any(ActionRequest request, NamespaceTarget target) {
    String name = name(request.parameters().text(REPLACEMENTS, "yes").equals("yes"));
    return new OwnObjects(cluster, request, List.of(quota(target, name, 0)));
  }

  private static String name(boolean replacements) {
    return replacements ? NAME : NAME + "-whole";
  }

  private static ResourceQuota quota(NamespaceTarget target, String name, long most) {
    return new ResourceQuotaBuilder()
        .withNewMetadata()
        .withNamespace(target.name())
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addToHard("pods", new Quantity(Long.toString(most)))
        .endSpec()
        .build();
  }
}
