package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubernetes:suspend}: a CronJob starts no more Jobs; a Job ends its pods and starts none.
 */
public final class Suspend implements Action {
  public static final String ID = "kubernetes:suspend";

  private static final String FIELD = "suspend";
  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.JOB, WorkloadKind.CRON_JOB);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Suspend the CronJob or the Job; a Job's pods end",
          WorkloadTarget.class,
          Map.of(),
          true,
          true,
          false,
          WorkloadKind.permissions(KINDS),
          "D3-PE");

  private final WorkloadEditor editor;

  public Suspend(KubernetesClient client) {
    this.editor =
        new WorkloadEditor(new ClusterObjects(client), ID, KINDS, Marks.SUSPENDED, "/spec");
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return editor.execute(request, Suspend::plan);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return editor.undo(
        request, beforeState, (patch, before) -> BeforeParts.restore(patch, before, "spec", FIELD));
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor.recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return editor.standing(request, beforeState, Suspend::plan);
  }

  static EditPlan plan(ObjectNode workload) {
    if (workload.at("/spec/suspend").asBoolean()) {
      return new EditPlan.Nothing("it is suspended already");
    }
    if (isFinished(workload)) {
      return new EditPlan.Nothing("it has finished, nothing of it runs");
    }
    boolean job = workload.path("kind").asText().equals("Job");
    return new EditPlan.Edit(
        ObjectPatch.of(workload).set(BooleanNode.TRUE, "spec", FIELD),
        BeforeParts.of(workload, "spec", FIELD),
        List.of(job ? "suspended: its pods end and none starts" : "suspended: no more Jobs start"),
        job ? jobWarnings(workload) : cronJobWarnings(workload));
  }

  private static boolean isFinished(JsonNode workload) {
    for (JsonNode condition : workload.path("status").path("conditions")) {
      String type = condition.path("type").asText();
      if ((type.equals("Complete") || type.equals("Failed"))
          && condition.path("status").asText().equals("True")) {
        return true;
      }
    }
    return false;
  }

  private static List<String> jobWarnings(JsonNode job) {
    List<String> warnings = new ArrayList<>();
    warnings.add("what its pods have done so far is lost: they start anew after the undo");
    for (JsonNode owner : job.path("metadata").path("ownerReferences")) {
      if (owner.path("kind").asText().equals("CronJob")) {
        warnings.add(
            "CronJob "
                + DisplayText.of(owner.path("name").asText())
                + " starts the next one when its time comes: suspend that too");
      }
    }
    return warnings;
  }

  private static List<String> cronJobWarnings(JsonNode cronJob) {
    List<String> warnings = new ArrayList<>();
    for (JsonNode job : cronJob.path("status").path("active")) {
      warnings.add(
          "Job "
              + DisplayText.of(job.path("name").asText())
              + " of it runs on: suspend that too if it is not wanted");
    }
    return warnings;
  }
}
