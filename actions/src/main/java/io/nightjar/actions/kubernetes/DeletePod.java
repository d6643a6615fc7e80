package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Optional;

/** {@code kubernetes:delete-pod}: deletes exactly that pod; its controller starts another. */
public final class DeletePod implements Action {
  public static final String ID = "kubernetes:delete-pod";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Delete the pod; disruption budgets are not asked",
          PodTarget.class,
          PodRemoval.parameters(),
          false,
          true,
          false,
          List.of(new Permission("", "pods", List.of("get", "delete"))),
          "D3-PT");

  private final PodRemoval removal;

  public DeletePod(KubernetesClient client, Intents intents) {
    ClusterObjects cluster = new ClusterObjects(client);
    this.removal = new PodRemoval(cluster, ID, "deleted", cluster::deletePod, intents);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return removal.execute(request);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return removal.recover(request);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(Kind.UNSUPPORTED, "a pod that is gone cannot be brought back");
  }
}
