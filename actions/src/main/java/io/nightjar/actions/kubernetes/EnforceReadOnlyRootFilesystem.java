package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code kubernetes:enforce-read-only-root-filesystem}: makes a container's root filesystem
 * read-only, with an empty volume for every directory that it was seen to write.
 */
public final class EnforceReadOnlyRootFilesystem implements Action {
  public static final String ID = "kubernetes:enforce-read-only-root-filesystem";

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Make the container's root filesystem read-only, with empty volumes where it writes",
          WorkloadTarget.class,
          Map.of(
              "container",
              "its name; may be left out where there is only one",
              Parameters.WRITTEN_DIRECTORIES,
              "directories that it was seen to write"),
          true,
          true,
          false,
          WorkloadKind.permissions(KINDS),
          "D3-LFP");

  private final WorkloadEditor editor;

  public EnforceReadOnlyRootFilesystem(KubernetesClient client) {
    this.editor =
        new WorkloadEditor(
            new ClusterObjects(client), ID, KINDS, Marks.READ_ONLY_ROOT, "/spec/template");
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return editor.execute(request, planner(request));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return editor.undo(request, beforeState, ReadOnlyRootPlan::restore);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor.recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return editor.standing(request, beforeState, planner(request));
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return editor.progress(request);
  }

  private Function<ObjectNode, EditPlan> planner(ActionRequest request) {
    return workload ->
        ReadOnlyRootPlan.of(
            workload,
            request.parameters().text("container", ""),
            request.parameters().list(Parameters.WRITTEN_DIRECTORIES));
  }
}
