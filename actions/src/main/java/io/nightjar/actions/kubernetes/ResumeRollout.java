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

/** {@code kubernetes:resume-rollout}: lets a paused rollout go on; the undo pauses it again. */
public final class ResumeRollout implements Action {
  public static final String ID = "kubernetes:resume-rollout";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Resume the Deployment's rollout",
          WorkloadTarget.class,
          Map.of(),
          true,
          true,
          false,
          WorkloadKind.permissions(RolloutSwitch.KINDS),
          "");

  private final RolloutSwitch rollout;

  public ResumeRollout(KubernetesClient client) {
    this.rollout = new RolloutSwitch(client, ID, Marks.ROLLOUT_RESUMED, false);
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
