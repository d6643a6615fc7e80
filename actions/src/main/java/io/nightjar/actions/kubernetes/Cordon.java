package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.nightjar.actions.NodeTarget;
import java.util.List;

/** That no new pod is placed on a node, and the way back. */
final class Cordon {
  private static final String UNSCHEDULABLE = "unschedulable";

  private Cordon() {}

  static ObjectEditor<Node> editor(ClusterObjects cluster, NodeTarget target, String annotation) {
    return new ObjectEditor<>(
        cluster,
        new Edited<>(target, Node.class, "", target.name(), target.uid()),
        annotation,
        new Edited.Watched("/spec/unschedulable", node -> BooleanNode.valueOf(isOn(node))));
  }

  static boolean isOn(JsonNode node) {
    return node.path("spec").path(UNSCHEDULABLE).asBoolean();
  }

  static EditPlan.Edit edit(ObjectNode node) {
    ObjectNode before = JsonNodeFactory.instance.objectNode().put(UNSCHEDULABLE, isOn(node));
    ObjectPatch patch = ObjectPatch.of(node);
    if (!isOn(node)) {
      patch.set(BooleanNode.TRUE, "spec", UNSCHEDULABLE);
    }
    return new EditPlan.Edit(
        patch,
        before,
        List.of(
            isOn(node)
                ? "it was cordoned before"
                : "cordoned: no new pod is placed on it; those that run stay"),
        List.of());
  }

  static void restore(ObjectPatch patch, JsonNode before) {
    if (!before.path(UNSCHEDULABLE).asBoolean()) {
      patch.remove("spec", UNSCHEDULABLE);
    }
  }
}
