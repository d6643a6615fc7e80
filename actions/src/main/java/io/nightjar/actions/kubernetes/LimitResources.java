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
import java.util.stream.Stream;

/**
 * {@code kubernetes:limit-resources}: limits what the containers of a workload may take, where they
 * may take more; requests that are higher come down with it. In the running pods where the cluster
 * can do that and it can be taken back exactly, else in the template.
 */
public final class LimitResources implements Action {
  public static final String ID = "kubernetes:limit-resources";

  private static final String CONTAINER = "container";
  private static final String HOW = "how";
  private static final String IN_PLACE = "in-place";
  private static final String TEMPLATE = "template";

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
              "only this one; all of them without it",
              HOW,
              "in-place limits the running pods without a restart, template all that start from"
                  + " then on and replaces these; in-place where it can be without it"),
          true,
          true,
          false,
          Stream.concat(
                  WorkloadKind.permissions(KINDS).stream(), InPlaceLimits.PERMISSIONS.stream())
              .toList(),
          "D3-KBPI");

  private final ClusterObjects cluster;
  private final WorkloadEditor editor;

  public LimitResources(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.editor =
        new WorkloadEditor(
            cluster,
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
    String how = request.parameters().text(HOW, "");
    if (!Set.of("", IN_PLACE, TEMPLATE).contains(how)) {
      return new Outcome.Failed(Kind.UNSUPPORTED, "how cannot be \"" + DisplayText.of(how) + "\"");
    }
    return how.equals(TEMPLATE)
        ? editor.execute(request, planner(request))
        : ConflictRetry.execute(() -> inPlaceIfPossible(request, how.equals(IN_PLACE)));
  }

  /** What is gone, replaced or of another kind is told by the editor of the template. */
  private Outcome inPlaceIfPossible(ActionRequest request, boolean must) {
    Optional<ObjectNode> workload = workload(request);
    if (workload.isEmpty()) {
      return editor.execute(request, planner(request));
    }
    Outcome outcome = inPlace(request).execute(request, workload.get());
    return !must && outcome instanceof Outcome.Failed failed && isImpossible(failed)
        ? editor.execute(request, template -> byTemplate(request, template, failed.cause()))
        : outcome;
  }

  private static boolean isImpossible(Outcome.Failed failed) {
    return failed.kind() == Kind.UNSUPPORTED || failed.kind() == Kind.REFUSED;
  }

  private static EditPlan byTemplate(ActionRequest request, ObjectNode workload, String why) {
    EditPlan plan = planner(request).apply(workload);
    return plan instanceof EditPlan.Edit edit
        ? edit.warning(List.of("not in place: " + why))
        : plan;
  }

  private Optional<ObjectNode> workload(ActionRequest request) {
    return request.target() instanceof WorkloadTarget target
        ? WorkloadKind.of(target.kind())
            .filter(KINDS::contains)
            .flatMap(kind -> cluster.get(kind.type(), target.namespace(), target.name()))
            .map(cluster::json)
            .filter(one -> one.at("/metadata/uid").asText().equals(target.uid()))
        : Optional.empty();
  }

  private InPlaceLimits inPlace(ActionRequest request) {
    String container = request.parameters().text(CONTAINER, "");
    return new InPlaceLimits(cluster, pod -> ResizePlan.of(pod, limits(request), container));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return InPlaceLimits.State.is(beforeState)
        ? inPlace(request).undo(request, beforeState)
        : editor.undo(request, beforeState, ResourcesPlan.FIELDS::restore);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return workload(request)
        .flatMap(found -> inPlace(request).recover(request, found))
        .or(() -> editor.recover(request));
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return InPlaceLimits.State.is(beforeState)
        ? inPlace(request).standing(beforeState)
        : editor.standing(request, beforeState, planner(request));
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return workload(request)
        .flatMap(found -> inPlace(request).progress(request, found))
        .or(() -> editor.progress(request));
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
