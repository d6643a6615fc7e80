package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.Map;
import java.util.Optional;

/** {@code kubernetes:pause-rollout}: a Deployment's changed template reaches no more pods. */
public final class PauseRollout implements Action {
  public static final String ID = "kubernetes:pause-rollout";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Pause the Deployment's rollout: a changed template reaches no more pods",
          WorkloadTarget.class,
          Map.of(),
          true,
          false,
          true,
          WorkloadKind.permissions(RolloutSwitch.KINDS),
          "");

  private final RolloutSwitch rollout;

  public PauseRollout(KubernetesClient client) {
    this.rollout = new RolloutSwitch(client, ID, Marks.ROLLOUT_PAUSED, true);
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return rollout.execute(request);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return rollout.undo(request, beforeState);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return rollout.recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return rollout.standing(request, beforeState);
  }
}
