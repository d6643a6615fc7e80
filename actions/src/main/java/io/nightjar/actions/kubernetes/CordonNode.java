package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code kubernetes:cordon-node}: no new pod is placed on the node; the undo lets them again. */
public final class CordonNode implements Action {
  public static final String ID = "kubernetes:cordon-node";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Cordon the node: no new pod is placed on it, those that run stay",
          NodeTarget.class,
          Map.of(),
          true,
          false,
          true,
          List.of(new Permission("", "nodes", List.of("get", "patch"))),
          "");

  private final ClusterObjects cluster;

  public CordonNode(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return request.target() instanceof NodeTarget target
        ? Cordon.editor(cluster, target, Marks.CORDONED)
            .execute(
                request,
                node ->
                    Cordon.isOn(node)
                        ? new EditPlan.Nothing(target.describe() + " is cordoned already")
                        : Cordon.edit(node))
        : WrongTarget.kind(ID, request.target());
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof NodeTarget target
        ? Cordon.editor(cluster, target, Marks.CORDONED).undo(request, beforeState, Cordon::restore)
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NodeTarget target
        ? Cordon.editor(cluster, target, Marks.CORDONED).recover(request)
        : Optional.empty();
  }
}
