package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Optional;

/**
 * {@code kubernetes:annotate-pod}: sets one annotation of a pod; the undo restores what was there.
 */
public final class AnnotatePod implements Action {
  public static final String ID = "kubernetes:annotate-pod";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Set an annotation of the pod, for people and tools",
          PodTarget.class,
          MetadataEntry.parameters("annotation"),
          true,
          false,
          true,
          List.of(new Permission("", "pods", List.of("get", "patch"))),
          "");

  private final MetadataEntry entry;

  public AnnotatePod(KubernetesClient client) {
    this.entry = new MetadataEntry(client, ID, MetadataEntry.ANNOTATIONS, "annotation");
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return entry.execute(request);
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return entry.undo(request, beforeState);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return entry.recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return Standing.askedAgain(this, request, beforeState);
  }
}
