package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stops a Deployment's rollout or lets it go on; both actions are this one. */
final class RolloutSwitch {
  static final Set<WorkloadKind> KINDS = EnumSet.of(WorkloadKind.DEPLOYMENT);

  private static final String FIELD = "paused";

  private final String actionId;
  private final boolean pause;
  private final WorkloadEditor editor;

  /**
   * @param annotation its name on the workload
   * @param pause or resume
   */
  RolloutSwitch(KubernetesClient client, String actionId, String annotation, boolean pause) {
    this.actionId = actionId;
    this.pause = pause;
    // the template is watched too: going on would roll out whatever came in meanwhile
    this.editor =
        new WorkloadEditor(
            new ClusterObjects(client),
            actionId,
            KINDS,
            annotation,
            new Edited.Watched("/spec", RolloutSwitch::watched));
  }

  Outcome execute(ActionRequest request) {
    if (request.target() instanceof WorkloadTarget target && cannotPause(target.kind())) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          actionId
              + " acts on Deployments only: a "
              + target.kind()
              + " has no field that pauses its rollout");
    }
    return editor.execute(request, this::plan);
  }

  UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return editor.undo(
        request, beforeState, (patch, before) -> BeforeParts.restore(patch, before, "spec", FIELD));
  }

  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor.recover(request);
  }

  Standing standing(ActionRequest request, JsonNode beforeState) {
    return editor.standing(request, beforeState, this::plan);
  }

  private EditPlan plan(ObjectNode deployment) {
    if (deployment.path("spec").path(FIELD).asBoolean() == pause) {
      return new EditPlan.Nothing(
          "its rollout is " + (pause ? "paused" : "not paused") + " already");
    }
    ObjectPatch patch = ObjectPatch.of(deployment);
    if (pause) {
      patch.set(BooleanNode.TRUE, "spec", FIELD);
    } else {
      // the API server does not keep a false
      patch.remove("spec", FIELD);
    }
    RolloutProgress progress = RolloutProgress.of(deployment);
    List<String> warnings =
        progress.done()
            ? List.of()
            : List.of(
                pause
                    ? "a rollout is under way and stops as it is: " + progress.words()
                    : "a rollout goes on: pods of the present template replace the others");
    return new EditPlan.Edit(
        patch,
        BeforeParts.of(deployment, "spec", FIELD),
        List.of(pause ? "rollout paused" : "rollout resumed"),
        warnings);
  }

  private static boolean cannotPause(String kind) {
    return kind.equals("DaemonSet") || kind.equals("StatefulSet");
  }

  private static JsonNode watched(ObjectNode deployment) {
    ObjectNode watched = JsonNodeFactory.instance.objectNode();
    for (String field : List.of(FIELD, "template")) {
      if (deployment.path("spec").has(field)) {
        watched.set(field, deployment.path("spec").get(field));
      }
    }
    return watched;
  }
}
