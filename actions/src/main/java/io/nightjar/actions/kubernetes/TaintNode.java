package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code kubernetes:taint-node}: keeps pods that do not tolerate it from being placed on the node.
 * The effect that deletes running pods is refused: it asks no disruption budget, a drain does.
 */
public final class TaintNode implements Action {
  public static final String ID = "kubernetes:taint-node";

  static final String KEY = "key";
  static final String VALUE = "value";
  static final String EFFECT = "effect";

  private static final String USUAL_KEY = "nightjar.io/suspect";
  private static final String TAINTS = "taints";
  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule");
  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Taint the node: only pods that tolerate it are placed on it, those that run stay",
          NodeTarget.class,
          Map.of(
              KEY, "key of the taint; " + USUAL_KEY + " without it",
              VALUE, "its value; empty without it",
              EFFECT, "NoSchedule, or PreferNoSchedule; NoSchedule without it"),
          true,
          false,
          true,
          List.of(new Permission("", "nodes", List.of("get", "patch"))),
          "");

  private final ClusterObjects cluster;

  public TaintNode(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
  }

  /** The taint that a request wants. */
  private record Taint(String key, String value, String effect) {
    static Taint of(ActionRequest request) {
      return new Taint(
          request.parameters().text(KEY, USUAL_KEY),
          request.parameters().text(VALUE, ""),
          request.parameters().text(EFFECT, "NoSchedule"));
    }

    boolean isSamePlace(JsonNode other) {
      return other.path("key").asText().equals(key) && other.path("effect").asText().equals(effect);
    }

    ObjectNode json() {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("effect", effect).put("key", key);
      return value.isEmpty() ? json : json.put("value", value);
    }

    String describe() {
      return DisplayText.of(key + (value.isEmpty() ? "" : "=" + value) + ":" + effect);
    }
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof NodeTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    Taint taint = Taint.of(request);
    if (!EFFECTS.contains(taint.effect())) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          DisplayText.of(taint.effect())
              + " is no effect that is set here: NoExecute deletes running pods without regard to"
              + " their disruption budgets, "
              + DrainNode.ID
              + " respects them");
    }
    return editor(target, taint).execute(request, node -> plan(target, node, taint));
  }

  private static EditPlan plan(NodeTarget target, ObjectNode node, Taint taint) {
    ArrayNode taints = JsonNodeFactory.instance.arrayNode();
    JsonNode there = null;
    for (JsonNode one : node.path("spec").path(TAINTS)) {
      if (taint.isSamePlace(one)) {
        there = one;
      } else {
        taints.add(one);
      }
    }
    if (there != null) {
      return there.path("value").asText().equals(taint.value())
          ? new EditPlan.Nothing(target.describe() + " has the taint " + taint.describe())
          : new EditPlan.Impossible(
              Kind.UNSUPPORTED,
              "it has this taint with the value " + DisplayText.of(there.path("value").asText()));
    }
    taints.add(taint.json());
    return new EditPlan.Edit(
        ObjectPatch.of(node).set(taints, "spec", TAINTS),
        JsonNodeFactory.instance.objectNode(),
        List.of("tainted " + taint.describe()),
        List.of());
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof NodeTarget target)) {
      return WrongTarget.undoKind(ID, request.target());
    }
    Taint taint = Taint.of(request);
    return editor(target, taint)
        .undo(request, beforeState, (patch, before) -> restore(patch, taint));
  }

  private static void restore(ObjectPatch patch, Taint taint) {
    ArrayNode others = JsonNodeFactory.instance.arrayNode();
    patch
        .result()
        .path("spec")
        .path(TAINTS)
        .forEach(
            one -> {
              if (!taint.isSamePlace(one)) {
                others.add(one);
              }
            });
    if (others.isEmpty()) {
      patch.remove("spec", TAINTS);
    } else {
      patch.set(others, "spec", TAINTS);
    }
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof NodeTarget target
        ? editor(target, Taint.of(request)).recover(request)
        : Optional.empty();
  }

  /** Looks at this taint only: the cluster adds and removes others all the time. */
  private ObjectEditor<Node> editor(NodeTarget target, Taint taint) {
    return new ObjectEditor<>(
        cluster,
        new Edited<>(target, Node.class, "", target.name(), target.uid()),
        "nightjar.io/taint-" + Fingerprint.of(8, taint.key(), taint.effect()),
        new Edited.Watched("/spec/taints", node -> same(node, taint)));
  }

  private static JsonNode same(ObjectNode node, Taint taint) {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    node.path("spec")
        .path(TAINTS)
        .forEach(
            one -> {
              if (taint.isSamePlace(one)) {
                found.add(one);
              }
            });
    return found;
  }
}
