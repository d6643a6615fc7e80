package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The effect half of the actions that change one object: one patch that also leaves an annotation,
 * read back afterwards; the undo compares the watched part with what was left, restores and
 * compares again.
 */
final class ObjectEditor<T extends HasMetadata> {
  private final ClusterObjects cluster;
  private final Edited<T> edited;
  private final String annotation;
  private final Edited.Watched watched;
  private final String subresource;

  /**
   * @param annotation its name on the object
   */
  ObjectEditor(
      ClusterObjects cluster, Edited<T> edited, String annotation, Edited.Watched watched) {
    this(cluster, edited, annotation, watched, "");
  }

  /**
   * @param subresource through which the change is made, after the annotation and before its
   *     removal; empty where the object takes both in one patch
   */
  ObjectEditor(
      ClusterObjects cluster,
      Edited<T> edited,
      String annotation,
      Edited.Watched watched,
      String subresource) {
    this.subresource = subresource;
    this.cluster = cluster;
    this.edited = edited;
    this.annotation = annotation;
    this.watched = watched;
  }

  Outcome execute(ActionRequest request, Function<ObjectNode, EditPlan> planner) {
    return ConflictRetry.execute(() -> attempt(request, planner));
  }

  UndoOutcome undo(ActionRequest request, JsonNode beforeState, Restore restore) {
    EditState state = EditState.of(beforeState);
    return ConflictRetry.undo(() -> attemptUndo(request, state, restore));
  }

  /** The outcome of an earlier run of the same response, from the annotation that it left. */
  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(find(edited.uid()) instanceof Lookup.Found<T> found)) {
      return Optional.empty();
    }
    ObjectNode now = cluster.json(found.object());
    return EditState.Note.of(now, annotation)
        .filter(note -> note.response().equals(request.responseId()))
        .filter(note -> subresource.isEmpty() || !isAsBefore(note, part(now)))
        .map(
            note ->
                new Outcome.Succeeded(
                    List.of(edited.describe() + " was changed by an earlier run of this response"),
                    new EditState(edited.uid(), note, part(now)).json(),
                    List.of()));
  }

  /** It holds as long as the action, asked again, would find nothing to do. */
  Standing standing(JsonNode beforeState, Function<ObjectNode, EditPlan> planner) {
    EditState state = EditState.of(beforeState);
    if (!(find(state.uid()) instanceof Lookup.Found<T> found)) {
      return new Standing.Unknown(edited.describe() + " is gone");
    }
    ObjectNode now = cluster.json(found.object());
    List<String> difference = Differences.between(watched.path(), state.left(), part(now));
    return difference.isEmpty() || !(planner.apply(now) instanceof EditPlan.Edit)
        ? new Standing.Holds()
        : new Standing.Reverted(difference, OutsideOwners.lastWriter(now));
  }

  private Lookup<T> find(String uid) {
    return cluster.find(edited.type(), edited.namespace(), edited.name(), uid);
  }

  private Outcome attempt(ActionRequest request, Function<ObjectNode, EditPlan> planner) {
    return switch (find(edited.uid())) {
      case Lookup.Gone<T> gone -> new Outcome.NothingToDo(edited.describe() + " is gone");
      case Lookup.Another<T> other -> WrongTarget.uid(edited.target(), edited.uid(), other.uid());
      case Lookup.Found<T> found -> {
        ObjectNode read = cluster.json(found.object());
        yield switch (planner.apply(read)) {
          case EditPlan.Nothing nothing -> new Outcome.NothingToDo(nothing.why());
          case EditPlan.Impossible not -> new Outcome.Failed(not.kind(), not.cause());
          case EditPlan.Edit edit -> edit(request, found.object(), read, edit);
        };
      }
    };
  }

  private Outcome edit(ActionRequest request, T found, ObjectNode read, EditPlan.Edit edit) {
    EditState.Note note =
        new EditState.Note(
            request.responseId(),
            edit.before(),
            Fingerprint.of(part(read)),
            previous(request, read));
    T left = write(found, read, edit.patch(), note, request.dryRun());
    ObjectNode leftJson = cluster.json(left);
    JsonNode leftPart = part(leftJson);
    List<String> ignored = edit.patch().ignoredBy(leftJson);
    if (!ignored.isEmpty() && isAsBefore(note, leftPart)) {
      return unknown(request, left, leftJson, note, ignored);
    }
    Outcome.Succeeded done =
        new Outcome.Succeeded(
            edit.changes(),
            new EditState(edited.uid(), note, leftPart).json(),
            Stream.of(
                    edit.warnings().stream(),
                    ignored.stream().map(path -> "the API server ignored " + path),
                    OutsideOwners.of(read).stream())
                .flatMap(Function.identity())
                .toList());
    return request.dryRun() ? DryRun.of(done) : verified(leftPart, done);
  }

  /** The server dropped all of it as fields that it does not know; so goes the note of it. */
  private Outcome unknown(
      ActionRequest request,
      T left,
      ObjectNode leftJson,
      EditState.Note note,
      List<String> ignored) {
    if (!request.dryRun()) {
      ObjectPatch back = ObjectPatch.of(leftJson);
      unmark(back, note);
      cluster.patch(left, back, false);
    }
    return new Outcome.Failed(
        Kind.UNSUPPORTED,
        "the API server is too old or has its own view: it ignored "
            + String.join(", ", ignored)
            + " of "
            + edited.describe()
            + ", and nothing was changed");
  }

  /** What stood under the annotation's name, unless a run of this response put it there. */
  private @Nullable String previous(ActionRequest request, ObjectNode read) {
    Optional<EditState.Note> own =
        EditState.Note.of(read, annotation)
            .filter(note -> note.response().equals(request.responseId()));
    JsonNode there = read.path("metadata").path("annotations").path(annotation);
    return own.isPresent() ? own.get().annotation() : there.isTextual() ? there.asText() : null;
  }

  private T write(
      T found, ObjectNode read, ObjectPatch patch, EditState.Note note, boolean dryRun) {
    if (subresource.isEmpty()) {
      patch.set(note.json(), "metadata", "annotations", annotation);
      return cluster.patch(found, patch, dryRun);
    }
    // a dry run leaves the version as it is, and what it would be is no version to name
    if (!dryRun) {
      ObjectPatch mark =
          ObjectPatch.of(read).set(note.json(), "metadata", "annotations", annotation);
      patch.onVersionOf(cluster.json(cluster.patch(found, mark, false)));
    }
    return cluster.patch(found, subresource, patch, dryRun);
  }

  private static boolean isAsBefore(EditState.Note note, JsonNode part) {
    return Fingerprint.of(part).equals(note.digest());
  }

  /** Reads back, because an admission webhook or somebody's controller may have its own view. */
  private Outcome verified(JsonNode leftPart, Outcome.Succeeded done) {
    if (!(find(edited.uid()) instanceof Lookup.Found<T> again)) {
      return done;
    }
    List<String> difference =
        Differences.between(watched.path(), leftPart, part(cluster.json(again.object())));
    return difference.isEmpty()
        ? done
        : new Outcome.Failed(
            Kind.CONFLICT,
            "the change of "
                + edited.describe()
                + " was changed at once by somebody else: "
                + String.join("; ", difference));
  }

  private UndoOutcome attemptUndo(ActionRequest request, EditState state, Restore restore) {
    return switch (find(state.uid())) {
      case Lookup.Gone<T> gone -> replaced(state, "absent");
      case Lookup.Another<T> other -> replaced(state, other.uid());
      case Lookup.Found<T> found -> restore(request, found.object(), state, restore);
    };
  }

  private UndoOutcome replaced(EditState state, String uid) {
    return new UndoOutcome.Refused(
        edited.describe() + " is gone, there is nothing to restore",
        List.of("/metadata/uid: left " + state.uid() + ", now " + uid));
  }

  private UndoOutcome restore(ActionRequest request, T found, EditState state, Restore restore) {
    ObjectNode read = cluster.json(found);
    JsonNode now = part(read);
    boolean annotated = read.path("metadata").path("annotations").has(annotation);
    if (!annotated && isAsBefore(state.note(), now)) {
      return new UndoOutcome.Undone(List.of(edited.describe() + " was restored before"));
    }
    List<String> difference = Differences.between(watched.path(), state.left(), now);
    // the undo of a change through a subresource was cut off before the annotation went
    boolean halfway = !subresource.isEmpty() && isAsBefore(state.note(), now);
    if (!difference.isEmpty() && !halfway) {
      return new UndoOutcome.Refused(
          edited.describe() + " is no longer as Nightjar left it" + lastWriter(read), difference);
    }
    Optional<UndoOutcome.Refused> obstacle = restore.obstacle(state);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    T restored = putBack(found, read, state.note(), restore, request.dryRun());
    if (!isAsBefore(state.note(), part(cluster.json(restored)))) {
      return new UndoOutcome.Failed(
          Kind.CONFLICT,
          edited.describe() + " was restored, but is not as it was before the action");
    }
    UndoOutcome.Undone done =
        new UndoOutcome.Undone(List.of(edited.describe() + " restored to what it was"));
    return request.dryRun() ? DryRun.of(done) : done;
  }

  private T putBack(
      T found, ObjectNode read, EditState.Note note, Restore restore, boolean dryRun) {
    ObjectPatch patch = ObjectPatch.of(read);
    restore.into(patch, note.before());
    if (subresource.isEmpty()) {
      unmark(patch, note);
      return cluster.patch(found, patch, dryRun);
    }
    T restored = patch.isEmpty() ? found : cluster.patch(found, subresource, patch, dryRun);
    if (dryRun) {
      return restored;
    }
    ObjectPatch mark = ObjectPatch.of(cluster.json(restored));
    unmark(mark, note);
    return cluster.patch(restored, mark, false);
  }

  private void unmark(ObjectPatch patch, EditState.Note note) {
    String previous = note.annotation();
    if (previous == null) {
      patch.remove("metadata", "annotations", annotation);
    } else {
      patch.set(previous, "metadata", "annotations", annotation);
    }
  }

  private static String lastWriter(ObjectNode read) {
    String writer = OutsideOwners.lastWriter(read);
    return writer.isEmpty() ? "" : "; " + writer + " wrote it last";
  }

  /** Null in JSON where the object does not have it: that is how it is stored and read back. */
  private JsonNode part(ObjectNode object) {
    JsonNode part = watched.part().apply(object);
    return part.isMissingNode() ? NullNode.getInstance() : Redaction.of(part, edited.uid());
  }
}
