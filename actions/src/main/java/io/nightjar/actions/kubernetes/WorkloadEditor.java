package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** An {@link ObjectEditor} for the actions that take workloads of certain kinds. */
final class WorkloadEditor {
  private final ClusterObjects cluster;
  private final String actionId;
  private final Set<WorkloadKind> kinds;
  private final String annotation;
  private final Edited.Watched watched;

  /**
   * @param annotation its name on the workload
   * @param watched JSON pointer of the part in which another's change forbids the undo
   */
  WorkloadEditor(
      ClusterObjects cluster,
      String actionId,
      Set<WorkloadKind> kinds,
      String annotation,
      String watched) {
    this(cluster, actionId, kinds, annotation, Edited.Watched.at(watched));
  }

  /**
   * @param annotation its name on the workload
   */
  WorkloadEditor(
      ClusterObjects cluster,
      String actionId,
      Set<WorkloadKind> kinds,
      String annotation,
      Edited.Watched watched) {
    this.cluster = cluster;
    this.actionId = actionId;
    this.kinds = kinds;
    this.annotation = annotation;
    this.watched = watched;
  }

  Outcome execute(ActionRequest request, Function<ObjectNode, EditPlan> planner) {
    Optional<ObjectEditor<?>> editor = editor(request.target());
    return editor.isPresent()
        ? editor.get().execute(request, planner)
        : WrongTarget.kind(actionId, request.target());
  }

  UndoOutcome undo(ActionRequest request, JsonNode beforeState, Restore restore) {
    Optional<ObjectEditor<?>> editor = editor(request.target());
    return editor.isPresent()
        ? editor.get().undo(request, beforeState, restore)
        : WrongTarget.undoKind(actionId, request.target());
  }

  /** The outcome of an earlier run of the same response, from the annotation that it left. */
  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor(request.target()).flatMap(editor -> editor.recover(request));
  }

  /**
   * @param planner as for {@link #execute}
   */
  Standing standing(
      ActionRequest request, JsonNode beforeState, Function<ObjectNode, EditPlan> planner) {
    Optional<ObjectEditor<?>> editor = editor(request.target());
    return editor.isPresent()
        ? editor.get().standing(beforeState, planner)
        : new Standing.Unknown(actionId + " does not act on such a target");
  }

  /** How far the pods of the present template have come; empty when the workload is gone. */
  Optional<Progress> progress(ActionRequest request) {
    if (!(request.target() instanceof WorkloadTarget target)) {
      return Optional.empty();
    }
    return WorkloadKind.of(target.kind())
        .flatMap(kind -> read(kind.type(), target))
        .map(RolloutProgress::of)
        .map(RolloutProgress::told);
  }

  private <T extends HasMetadata> Optional<ObjectNode> read(Class<T> type, WorkloadTarget target) {
    return cluster.find(type, target.namespace(), target.name(), target.uid())
            instanceof Lookup.Found<T> found
        ? Optional.of(cluster.json(found.object()))
        : Optional.empty();
  }

  private Optional<ObjectEditor<?>> editor(Target target) {
    return target instanceof WorkloadTarget workload
        ? WorkloadKind.of(workload.kind())
            .filter(kinds::contains)
            .map(
                kind ->
                    new ObjectEditor<>(
                        cluster,
                        new Edited<>(
                            workload,
                            kind.type(),
                            workload.namespace(),
                            workload.name(),
                            workload.uid()),
                        annotation,
                        watched))
        : Optional.empty();
  }
}
