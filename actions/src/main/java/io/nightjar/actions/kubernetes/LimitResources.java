package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code kubernetes:limit-resources}: limits what the containers of a workload may take, where they
 * may take more; requests that are higher come down with it.
 */
public final class LimitResources implements Action {
  public static final String ID = "kubernetes:limit-resources";

  private static final String CONTAINER = "container";

  /** Parameter to resource. */
  private static final Map<String, String> RESOURCES =
      Map.of("cpu", ResourceLimit.CPU, "memory", "memory", "ephemeralStorage", "ephemeral-storage");

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Limit what the workload's containers may take; a limit is never raised",
          WorkloadTarget.class,
          Map.of(
              "cpu",
              "processor time, in cores: 500m or 2",
              "memory",
              "bytes: 256Mi",
              "ephemeralStorage",
              "bytes on the node's disk: 1Gi",
              CONTAINER,
              "only this one; all of them without it"),
          true,
          true,
          false,
          WorkloadKind.permissions(KINDS),
          "D3-KBPI");

  private final WorkloadEditor editor;

  public LimitResources(KubernetesClient client) {
    this.editor =
        new WorkloadEditor(
            new ClusterObjects(client),
            ID,
            KINDS,
            Marks.LIMITED,
            new Edited.Watched("/spec/template/spec", ResourcesPlan.FIELDS::of));
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    for (String name : RESOURCES.keySet()) {
      String text = request.parameters().text(name, "");
      if (!text.isEmpty() && limit(request, name).isEmpty()) {
        return new Outcome.Failed(
            Kind.UNSUPPORTED, name + " cannot be \"" + DisplayText.of(text) + "\"");
      }
    }
    if (limits(request).isEmpty()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "say what to limit: cpu, memory or ephemeralStorage");
    }
    return editor.execute(request, planner(request));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return editor.undo(request, beforeState, ResourcesPlan.FIELDS::restore);
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

  private static Function<ObjectNode, EditPlan> planner(ActionRequest request) {
    String container = request.parameters().text(CONTAINER, "");
    return workload -> ResourcesPlan.of(workload, limits(request), container);
  }

  private static List<ResourceLimit> limits(ActionRequest request) {
    return RESOURCES.keySet().stream()
        .sorted()
        .flatMap(name -> limit(request, name).stream())
        .toList();
  }

  private static Optional<ResourceLimit> limit(ActionRequest request, String name) {
    return ResourceLimit.of(RESOURCES.getOrDefault(name, ""), request.parameters().text(name, ""));
  }
}
