package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Standing;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubernetes:scale-to-zero}: stops every pod of a workload; the undo restores the count. A
 * DaemonSet has none: it selects a node that there is not.
 */
public final class ScaleToZero implements Action {
  public static final String ID = "kubernetes:scale-to-zero";

  private static final Set<WorkloadKind> KINDS =
      EnumSet.of(
          WorkloadKind.DEPLOYMENT,
          WorkloadKind.STATEFUL_SET,
          WorkloadKind.REPLICA_SET,
          WorkloadKind.DAEMON_SET);
  private static final String[] NODE_SELECTOR = {"spec", "template", "spec", "nodeSelector"};

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Scale the workload to zero pods; a DaemonSet by a node selector that no node has",
          WorkloadTarget.class,
          Map.of(),
          true,
          true,
          false,
          permissions(),
          "D3-PE");

  private final ClusterObjects cluster;
  private final WorkloadEditor editor;

  public ScaleToZero(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
    // the whole spec is watched: a count that was saved for another template is not the right one
    this.editor = new WorkloadEditor(cluster, ID, KINDS, Marks.SCALED_TO_ZERO, "/spec");
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    return editor.execute(
        request,
        workload ->
            switch (plan(workload)) {
              case EditPlan.Edit edit -> edit.warning(autoscalers(request));
              case EditPlan.Nothing nothing -> nothing;
              case EditPlan.Impossible impossible -> impossible;
            });
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return editor.undo(request, beforeState, ScaleToZero::restore);
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return editor.recover(request);
  }

  @Override
  public Standing standing(ActionRequest request, JsonNode beforeState) {
    return editor.standing(request, beforeState, ScaleToZero::plan);
  }

  static EditPlan plan(ObjectNode workload) {
    for (JsonNode owner : workload.path("metadata").path("ownerReferences")) {
      if (owner.path("controller").asBoolean()) {
        String name = owner.path("kind").asText() + " " + owner.path("name").asText();
        return new EditPlan.Impossible(
            Kind.UNSUPPORTED, "it belongs to " + name + ", which sets its count; scale that one");
      }
    }
    return workload.path("kind").asText().equals("DaemonSet")
        ? daemonSet(workload)
        : replicated(workload);
  }

  private static EditPlan replicated(ObjectNode workload) {
    JsonNode replicas = workload.path("spec").path("replicas");
    // the API server's own default is one
    int count = replicas.asInt(1);
    if (count == 0) {
      return new EditPlan.Nothing("it has no replicas already");
    }
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    if (!replicas.isMissingNode()) {
      before.set("replicas", replicas);
    }
    return new EditPlan.Edit(
        ObjectPatch.of(workload).set(IntNode.valueOf(0), "spec", "replicas"),
        before,
        List.of("replicas " + count + " → 0"),
        List.of());
  }

  private static EditPlan daemonSet(ObjectNode set) {
    if (set.at("/spec/template/spec/nodeSelector").has(Marks.NO_NODE)) {
      return new EditPlan.Nothing("it selects no node already");
    }
    String nobody = set.path("metadata").path("uid").asText();
    ObjectPatch patch = ObjectPatch.of(set);
    ObjectNode before = BeforeParts.of(set, NODE_SELECTOR);
    patch.set(nobody, "spec", "template", "spec", "nodeSelector", Marks.NO_NODE);
    return new EditPlan.Edit(
        patch,
        before,
        List.of("node selector " + Marks.NO_NODE + "=" + nobody + " added: no node has it"),
        List.of(
            "a DaemonSet has no count to set to zero; its template changes instead, and its pods"
                + " start anew after the undo"));
  }

  private static void restore(ObjectPatch patch, JsonNode before) {
    if (patch.result().path("kind").asText().equals("DaemonSet")) {
      BeforeParts.restore(patch, before, NODE_SELECTOR);
    } else if (before.has("replicas")) {
      patch.set(before.get("replicas"), "spec", "replicas");
    } else {
      patch.remove("spec", "replicas");
    }
  }

  private List<String> autoscalers(ActionRequest request) {
    if (!(request.target() instanceof WorkloadTarget target)) {
      return List.of();
    }
    try {
      return Autoscalers.of(
          target, cluster.list(HorizontalPodAutoscaler.class, target.namespace()));
    } catch (KubernetesClientException notToldApart) {
      // knowing the autoscalers is advice only: not being allowed to see them stops nothing
      return List.of("autoscalers are not known: " + ClientFailure.of(notToldApart).cause());
    }
  }

  private static List<Permission> permissions() {
    List<Permission> permissions = new ArrayList<>(WorkloadKind.permissions(KINDS));
    permissions.add(new Permission("autoscaling", "horizontalpodautoscalers", List.of("list")));
    return List.copyOf(permissions);
  }
}
