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

/** {@code kubernetes:evict-pod}: asks the pod to go, where its disruption budgets allow it. */
public final class EvictPod implements Action {
  public static final String ID = "kubernetes:evict-pod";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Evict the pod; its disruption budgets are respected",
          PodTarget.class,
          PodRemoval.parameters(),
          false,
          true,
          false,
          List.of(
              new Permission("", "pods", List.of("get")),
              new Permission("", "pods/eviction", List.of("create"))),
          "D3-PT");

  private final PodRemoval removal;

  public EvictPod(KubernetesClient client, Intents intents) {
    ClusterObjects cluster = new ClusterObjects(client);
    this.removal = new PodRemoval(cluster, ID, "evicted", cluster::evict, intents);
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
