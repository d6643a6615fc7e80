package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Progress;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubernetes:restart}: a rolling restart, marked in the template as {@code kubectl rollout
 * restart} does; it cannot be taken back.
 */
public final class Restart implements Action {
  public static final String ID = "kubernetes:restart";

  private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Restart the workload: its pods are replaced a few at a time",
          WorkloadTarget.class,
          Map.of(),
          false,
          true,
          false,
          WorkloadKind.permissions(KINDS),
          "D3-PT");

  private final WorkloadEditor editor;
  private final InstantSource clock;

  public Restart(KubernetesClient client, InstantSource clock) {
    this.clock = clock;
    this.editor =
        new WorkloadEditor(
            new ClusterObjects(client),
            ID,
            KINDS,
            Marks.RESTARTED,
            "/spec/template/metadata/annotations/" + RESTARTED_AT.replace("/", "~1"));
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return editor.execute(request, workload -> plan(workload, request.responseId()));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "a restart cannot be taken back: the pods that ran before are gone");
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor.recover(request);
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return editor.progress(request);
  }

  private EditPlan plan(ObjectNode workload, String response) {
    if (workload.at("/spec/paused").asBoolean()) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "its rollout is paused, so no pod would restart; resume it first");
    }
    Optional<EditState.Note> earlier = EditState.Note.of(workload, Marks.RESTARTED);
    if (earlier.isPresent()) {
      if (earlier.get().response().equals(response)) {
        return new EditPlan.Nothing("this response has restarted it already");
      }
      RolloutProgress progress = RolloutProgress.of(workload);
      if (!progress.done() && !progress.stuck()) {
        return new EditPlan.Nothing("a restart is under way: " + progress.words());
      }
    }
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    return new EditPlan.Edit(
        ObjectPatch.of(workload)
            .set(now, "spec", "template", "metadata", "annotations", RESTARTED_AT),
        BeforeParts.of(workload, "spec", "template", "metadata", "annotations", RESTARTED_AT),
        List.of("restarted at " + now + ": its pods are replaced a few at a time"),
        Rollout.warnings(workload));
  }
}
