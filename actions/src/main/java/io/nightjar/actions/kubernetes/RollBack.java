package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.kubernetes.TemplateHistory.Kept;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code kubernetes:roll-back}: gives a workload the whole pod template of an earlier revision, as
 * {@code kubectl rollout undo} does; its undo takes the present one from the history again.
 */
public final class RollBack implements Action {
  public static final String ID = "kubernetes:roll-back";

  // the fields of the before-parts: the objects that keep the template before and after
  private static final String FROM = "from";
  private static final String TO = "to";

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(WorkloadKind.DEPLOYMENT, WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Roll the whole pod template back to an earlier revision",
          WorkloadTarget.class,
          Map.of(
              RollBackImage.TO_REVISION,
              "the revision to go back to; default: the newest one before the present",
              Parameters.ACCUSED_IMAGES,
              "images that detections accuse: the revision must not use them"),
          true,
          true,
          false,
          permissions(),
          "D3-RS");

  private final ClusterObjects cluster;
  private final TemplateHistory history;
  private final WorkloadEditor editor;

  public RollBack(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.history = new TemplateHistory(cluster);
    this.editor = new WorkloadEditor(cluster, ID, KINDS, Marks.ROLLED_BACK, "/spec/template");
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
    return editor.undo(request, beforeState, new FromHistory(request.target()));
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
    return workload -> plan(workload, history.of(workload), request.parameters());
  }

  static EditPlan plan(ObjectNode workload, List<Kept> kept, Parameters parameters) {
    JsonNode template = workload.at("/spec/template");
    Optional<Kept> present =
        kept.stream()
            .filter(one -> one.template().equals(template))
            .max(Comparator.comparingLong(Kept::number));
    if (present.isEmpty()) {
      return new EditPlan.Impossible(
          Kind.CONFLICT,
          "its present template is not in its history yet, so it could not be undone");
    }
    String wanted = parameters.text(RollBackImage.TO_REVISION, "");
    if (wanted.isEmpty() && isRolledBack(workload, present.get(), parameters)) {
      return new EditPlan.Nothing("it was rolled back already");
    }
    Optional<Kept> chosen = chosen(workload, kept, present.get(), parameters);
    if (chosen.isEmpty()) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED,
          wanted.isEmpty()
              ? "no earlier revision with an unaccused template is kept"
              : "no object keeps revision " + DisplayText.of(wanted));
    }
    return chosen.get().template().equals(template)
        ? new EditPlan.Nothing(
            "its template is that of revision " + chosen.get().number() + " already")
        : edit(workload, present.get(), chosen.get());
  }

  /** The rollback made a new revision, so "the one before" now is the one that was left. */
  private static boolean isRolledBack(ObjectNode workload, Kept present, Parameters parameters) {
    return EditState.Note.of(workload, Marks.ROLLED_BACK)
        .filter(note -> note.before().path(TO).asText().equals(present.name()))
        .filter(note -> isClean(present, parameters))
        .isPresent();
  }

  private static Optional<Kept> chosen(
      ObjectNode workload, List<Kept> kept, Kept present, Parameters parameters) {
    String wanted = parameters.text(RollBackImage.TO_REVISION, "");
    if (!wanted.isEmpty()) {
      return kept.stream().filter(one -> String.valueOf(one.number()).equals(wanted)).findFirst();
    }
    String left =
        EditState.Note.of(workload, Marks.ROLLED_BACK)
            .map(note -> note.before().path(FROM).asText())
            .orElse("");
    return kept.stream()
        .filter(one -> one.number() < present.number() && !one.name().equals(left))
        .filter(one -> isClean(one, parameters))
        .max(Comparator.comparingLong(Kept::number));
  }

  private static boolean isClean(Kept kept, Parameters parameters) {
    return RevisionChoice.isClean(images(kept.template()), parameters);
  }

  private static Map<String, String> images(JsonNode template) {
    ObjectNode workload = JsonNodeFactory.instance.objectNode();
    workload.putObject("spec").set("template", template);
    return Revision.images(workload);
  }

  private static EditPlan.Edit edit(ObjectNode workload, Kept present, Kept chosen) {
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    before.put(FROM, present.name()).put(TO, chosen.name());
    List<String> changes = new ArrayList<>();
    changes.add(
        "pod template of revision " + chosen.number() + " put back, was " + present.number());
    Map<String, String> images = images(present.template());
    images(chosen.template())
        .forEach(
            (container, image) -> {
              if (!image.equals(images.get(container))) {
                changes.add(container + ": now " + DisplayText.of(image));
              }
            });
    return new EditPlan.Edit(
        ObjectPatch.of(workload).set(chosen.template(), "spec", "template"),
        before,
        changes,
        Rollout.warnings(workload));
  }

  private static List<Permission> permissions() {
    List<Permission> permissions = new ArrayList<>(WorkloadKind.permissions(KINDS));
    permissions.addAll(TemplateHistory.PERMISSIONS);
    return List.copyOf(permissions);
  }

  /** Takes the template from the object that kept it; no template is stored elsewhere. */
  private final class FromHistory implements Restore {
    private final Target target;
    private Optional<Kept> kept = Optional.empty();

    FromHistory(Target target) {
      this.target = target;
    }

    @Override
    public Optional<UndoOutcome.Refused> obstacle(EditState state) {
      String name = state.note().before().path(FROM).asText();
      kept =
          read(state.uid()).stream()
              .filter(one -> one.name().equals(name))
              .filter(
                  one ->
                      Fingerprint.of(Redaction.of(one.template(), state.uid()))
                          .equals(state.note().digest()))
              .findFirst();
      return kept.isPresent()
          ? Optional.empty()
          : Optional.of(
              new UndoOutcome.Refused(
                  "its history no longer holds the template from before",
                  List.of(
                      DisplayText.of(name) + ": left with that template, now absent or changed")));
    }

    private List<Kept> read(String uid) {
      return target instanceof WorkloadTarget one
              && cluster.find(type(one), one.namespace(), one.name(), uid)
                  instanceof Lookup.Found<? extends HasMetadata> found
          ? history.of(cluster.json(found.object()))
          : List.of();
    }

    private static Class<? extends HasMetadata> type(WorkloadTarget target) {
      return WorkloadKind.of(target.kind()).orElseThrow().type();
    }

    @Override
    public void into(ObjectPatch patch, JsonNode before) {
      kept.ifPresent(one -> patch.set(one.template(), "spec", "template"));
    }
  }
}
