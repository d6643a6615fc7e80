package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
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
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * {@code kubernetes:roll-back-image}: gives a Deployment's containers the images of an earlier
 * revision; nothing else of the template changes.
 */
public final class RollBackImage implements Action {
  public static final String ID = "kubernetes:roll-back-image";

  static final String TO_REVISION = "toRevision";

  // the fields of the before-parts: container name to image
  private static final String FROM = "from";
  private static final String TO = "to";

  private static final Set<WorkloadKind> KINDS = EnumSet.of(WorkloadKind.DEPLOYMENT);

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Roll the images back to an earlier revision",
          WorkloadTarget.class,
          Map.of(
              TO_REVISION,
              "the revision to go back to; default: the newest with other images",
              RevisionChoice.NOT_IMAGE,
              "only if one of these images is used; the revision must not use them either",
              Parameters.ACCUSED_IMAGES,
              "images that detections accuse: the revision must not use them"),
          true,
          true,
          false,
          permissions(),
          "D3-RS");

  private final ClusterObjects cluster;
  private final WorkloadEditor editor;

  public RollBackImage(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    this.editor = new WorkloadEditor(cluster, ID, KINDS, Marks.ROLLED_BACK_IMAGE, "/spec/template");
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
    return editor.undo(request, beforeState, RollBackImage::restore);
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
    return deployment -> plan(deployment, replicaSets(deployment), request.parameters());
  }

  /**
   * @param replicaSets of the namespace; those of other owners are left out here
   */
  static EditPlan plan(ObjectNode deployment, List<ObjectNode> replicaSets, Parameters parameters) {
    Map<String, String> current = Revision.images(deployment);
    Optional<EditState.Note> earlier = EditState.Note.of(deployment, Marks.ROLLED_BACK_IMAGE);
    List<String> distrusted = new ArrayList<>();
    if (earlier.isPresent()) {
      JsonNode before = earlier.get().before();
      before.path(FROM).forEach(image -> distrusted.add(image.asText()));
      // the rollback itself made a new revision, so "the one before" now is the one that was left
      if (parameters.list(TO_REVISION).isEmpty()
          && uses(current, before.path(TO))
          && RevisionChoice.isClean(current, parameters)) {
        return new EditPlan.Nothing("its images were rolled back already");
      }
    }
    String uid = deployment.path("metadata").path("uid").asText();
    List<Revision> kept =
        replicaSets.stream()
            .filter(one -> TemplateHistory.isOwned(one, uid))
            .flatMap(one -> Revision.of(one).stream())
            .toList();
    long number = Revision.of(deployment).map(Revision::number).orElse(Long.MAX_VALUE);
    return switch (RevisionChoice.of(current, number, kept, parameters, distrusted)) {
      case RevisionChoice.Nothing nothing -> new EditPlan.Nothing(nothing.why());
      case RevisionChoice.None none -> new EditPlan.Impossible(Kind.UNSUPPORTED, none.why());
      case RevisionChoice.Chosen chosen -> edit(deployment, chosen);
    };
  }

  private static EditPlan.Edit edit(ObjectNode deployment, RevisionChoice.Chosen chosen) {
    ObjectPatch patch = ObjectPatch.of(deployment);
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    ObjectNode from = before.putObject(FROM);
    ObjectNode to = before.putObject(TO);
    List<String> changes = new ArrayList<>();
    for (TemplateContainer container : TemplateContainer.of(deployment)) {
      String image = chosen.images().get(container.name());
      if (image != null) {
        patch.set(TextNode.valueOf(image), container.path("image"));
        from.put(container.name(), container.image());
        to.put(container.name(), image);
        changes.add(
            container.name()
                + ": "
                + DisplayText.of(container.image())
                + " → "
                + DisplayText.of(image)
                + " (revision "
                + chosen.revision()
                + ")");
      }
    }
    List<String> warnings = new ArrayList<>();
    chosen
        .unknown()
        .forEach(
            name ->
                warnings.add(
                    "container "
                        + name
                        + " is not in revision "
                        + chosen.revision()
                        + ": its image stays"));
    chosen
        .accused()
        .forEach(
            image ->
                warnings.add(
                    "revision "
                        + chosen.revision()
                        + " was asked for, but its image "
                        + DisplayText.of(image)
                        + " is accused too"));
    warnings.addAll(Rollout.warnings(deployment));
    return new EditPlan.Edit(patch, before, changes, warnings);
  }

  private static void restore(ObjectPatch patch, JsonNode before) {
    for (TemplateContainer container : TemplateContainer.of(patch.result())) {
      JsonNode image = before.path(FROM).path(container.name());
      if (image.isTextual()) {
        patch.set(image, container.path("image"));
      }
    }
  }

  private List<ObjectNode> replicaSets(ObjectNode deployment) {
    String namespace = deployment.path("metadata").path("namespace").asText();
    return cluster.list(ReplicaSet.class, namespace).stream().map(cluster::json).toList();
  }

  private static boolean uses(Map<String, String> current, JsonNode images) {
    return !images.isEmpty()
        && images.properties().stream()
            .allMatch(one -> one.getValue().asText().equals(current.get(one.getKey())));
  }

  private static List<Permission> permissions() {
    List<Permission> permissions = new ArrayList<>(WorkloadKind.permissions(KINDS));
    permissions.add(new Permission("apps", "replicasets", List.of("list")));
    return List.copyOf(permissions);
  }
}
