package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The effect half of the actions that change a workload: one patch that also leaves an annotation,
 * read back afterwards; the undo compares the watched part with what was left, restores and
 * compares again.
 */
final class WorkloadEditor {
  private final ClusterObjects cluster;
  private final String actionId;
  private final Set<WorkloadKind> kinds;
  private final String annotation;
  private final String watched;

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
    this.cluster = cluster;
    this.actionId = actionId;
    this.kinds = kinds;
    this.annotation = annotation;
    this.watched = watched;
  }

  Outcome execute(ActionRequest request, Function<ObjectNode, EditPlan> planner) {
    if (!(request.target() instanceof WorkloadTarget target)) {
      return WrongTarget.kind(actionId, request.target());
    }
    Optional<WorkloadKind> kind = WorkloadKind.of(target.kind()).filter(kinds::contains);
    if (kind.isEmpty()) {
      return WrongTarget.kind(actionId, target);
    }
    return ConflictRetry.execute(() -> attempt(request, target, kind.get().type(), planner));
  }

  /**
   * @param restore adds to the patch what puts the action's before-parts back
   */
  UndoOutcome undo(
      ActionRequest request, JsonNode beforeState, BiConsumer<ObjectPatch, JsonNode> restore) {
    if (!(request.target() instanceof WorkloadTarget target)) {
      return WrongTarget.undoKind(actionId, request.target());
    }
    Optional<WorkloadKind> kind = WorkloadKind.of(target.kind()).filter(kinds::contains);
    if (kind.isEmpty()) {
      return WrongTarget.undoKind(actionId, target);
    }
    EditState state = EditState.of(beforeState);
    return ConflictRetry.undo(
        () -> attemptUndo(request, target, kind.get().type(), state, restore));
  }

  /** The outcome of an earlier run of the same response, from the annotation that it left. */
  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof WorkloadTarget target)) {
      return Optional.empty();
    }
    return WorkloadKind.of(target.kind())
        .filter(kinds::contains)
        .flatMap(kind -> recover(request, target, kind.type()));
  }

  private <T extends HasMetadata> Optional<Outcome.Succeeded> recover(
      ActionRequest request, WorkloadTarget target, Class<T> type) {
    if (!(cluster.find(type, target.namespace(), target.name(), target.uid())
        instanceof Lookup.Found<T> found)) {
      return Optional.empty();
    }
    ObjectNode now = cluster.json(found.object());
    return EditState.Note.of(now, annotation)
        .filter(note -> note.response().equals(request.responseId()))
        .map(
            note ->
                new Outcome.Succeeded(
                    List.of(target.describe() + " was changed by an earlier run of this response"),
                    new EditState(target.uid(), note, part(target, now)).json(),
                    List.of()));
  }

  private <T extends HasMetadata> Outcome attempt(
      ActionRequest request,
      WorkloadTarget target,
      Class<T> type,
      Function<ObjectNode, EditPlan> planner) {
    return switch (cluster.find(type, target.namespace(), target.name(), target.uid())) {
      case Lookup.Gone<T> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
      case Lookup.Another<T> other -> WrongTarget.uid(target, target.uid(), other.uid());
      case Lookup.Found<T> found -> {
        ObjectNode read = cluster.json(found.object());
        yield switch (planner.apply(read)) {
          case EditPlan.Nothing nothing -> new Outcome.NothingToDo(nothing.why());
          case EditPlan.Impossible not -> new Outcome.Failed(not.kind(), not.cause());
          case EditPlan.Edit edit -> edit(request, target, found.object(), read, edit);
        };
      }
    };
  }

  private <T extends HasMetadata> Outcome edit(
      ActionRequest request, WorkloadTarget target, T found, ObjectNode read, EditPlan.Edit edit) {
    JsonNode previous = read.path("metadata").path("annotations").path(annotation);
    EditState.Note note =
        new EditState.Note(
            request.responseId(),
            edit.before(),
            Fingerprint.of(part(target, read)),
            previous.isTextual() ? previous.asText() : null);
    edit.patch().set(note.json(), "metadata", "annotations", annotation);
    T left = cluster.patch(found, edit.patch(), request.dryRun());
    JsonNode leftPart = part(target, cluster.json(left));
    Outcome.Succeeded done =
        new Outcome.Succeeded(
            edit.changes(),
            new EditState(target.uid(), note, leftPart).json(),
            Stream.concat(edit.warnings().stream(), OutsideOwners.of(read).stream()).toList());
    return request.dryRun() ? DryRun.of(done) : verified(target, left, leftPart, done);
  }

  private <T extends HasMetadata> Outcome verified(
      WorkloadTarget target, T left, JsonNode leftPart, Outcome.Succeeded done) {
    @SuppressWarnings("unchecked") // getClass of a T
    Class<T> type = (Class<T>) left.getClass();
    if (!(cluster.find(type, target.namespace(), target.name(), target.uid())
        instanceof Lookup.Found<T> again)) {
      return done;
    }
    List<String> difference =
        Differences.between(watched, leftPart, part(target, cluster.json(again.object())));
    return difference.isEmpty()
        ? done
        : new Outcome.Failed(
            Kind.CONFLICT,
            "the change of "
                + target.describe()
                + " was changed at once by somebody else: "
                + String.join("; ", difference));
  }

  private <T extends HasMetadata> UndoOutcome attemptUndo(
      ActionRequest request,
      WorkloadTarget target,
      Class<T> type,
      EditState state,
      BiConsumer<ObjectPatch, JsonNode> restore) {
    return switch (cluster.find(type, target.namespace(), target.name(), state.uid())) {
      case Lookup.Gone<T> gone -> replaced(target, state, "absent");
      case Lookup.Another<T> other -> replaced(target, state, other.uid());
      case Lookup.Found<T> found -> restore(request, target, found.object(), state, restore);
    };
  }

  private static UndoOutcome replaced(WorkloadTarget target, EditState state, String uid) {
    return new UndoOutcome.Refused(
        target.describe() + " is gone, there is nothing to restore",
        List.of("/metadata/uid: left " + state.uid() + ", now " + uid));
  }

  private <T extends HasMetadata> UndoOutcome restore(
      ActionRequest request,
      WorkloadTarget target,
      T found,
      EditState state,
      BiConsumer<ObjectPatch, JsonNode> restore) {
    ObjectNode read = cluster.json(found);
    JsonNode now = part(target, read);
    boolean annotated = read.path("metadata").path("annotations").has(annotation);
    if (!annotated && Fingerprint.of(now).equals(state.note().digest())) {
      return new UndoOutcome.Undone(List.of(target.describe() + " was restored before"));
    }
    List<String> difference = Differences.between(watched, state.left(), now);
    if (!difference.isEmpty()) {
      return new UndoOutcome.Refused(
          target.describe() + " is no longer as Nightjar left it", difference);
    }
    ObjectPatch patch = ObjectPatch.of(read);
    restore.accept(patch, state.note().before());
    String previous = state.note().annotation();
    if (previous == null) {
      patch.remove("metadata", "annotations", annotation);
    } else {
      patch.set(previous, "metadata", "annotations", annotation);
    }
    T restored = cluster.patch(found, patch, request.dryRun());
    if (!Fingerprint.of(part(target, cluster.json(restored))).equals(state.note().digest())) {
      return new UndoOutcome.Failed(
          Kind.CONFLICT,
          target.describe() + " was restored, but is not as it was before the action");
    }
    UndoOutcome.Undone done =
        new UndoOutcome.Undone(List.of(target.describe() + " restored to what it was"));
    return request.dryRun() ? DryRun.of(done) : done;
  }

  private JsonNode part(WorkloadTarget target, ObjectNode workload) {
    return Redaction.of(workload.at(watched), target.uid());
  }
}
