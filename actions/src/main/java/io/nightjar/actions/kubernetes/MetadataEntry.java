package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sets one label or one annotation of a pod; both actions are this one with another field. */
final class MetadataEntry {
  static final String KEY = "key";
  static final String VALUE = "value";

  static final String LABELS = "labels";
  static final String ANNOTATIONS = "annotations";

  private static final Pattern KEY_FORM =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final String OWN = "nightjar.io/";

  private final ClusterObjects cluster;
  private final String actionId;
  private final String field;
  private final String word;

  /**
   * @param field {@code labels} or {@code annotations}
   * @param word one of them, for people
   */
  MetadataEntry(KubernetesClient client, String actionId, String field, String word) {
    this.cluster = new ClusterObjects(client);
    this.actionId = actionId;
    this.field = field;
    this.word = word;
  }

  static Map<String, String> parameters(String word) {
    return Map.of(KEY, "key of the " + word, VALUE, "its value; empty without it");
  }

  Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(actionId, request.target());
    }
    String key = key(request);
    String value = request.parameters().text(VALUE, "");
    if (!KEY_FORM.matcher(key).matches()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "\"" + DisplayText.of(key) + "\" is no key of a " + word);
    }
    if (isOwn(key)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, key + " is one of Nightjar's own marks, which nobody sets by hand");
    }
    return editor(target, key).execute(request, pod -> plan(target, pod, key, value));
  }

  UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.undoKind(actionId, request.target());
    }
    String key = key(request);
    return editor(target, key)
        .undo(
            request,
            beforeState,
            (patch, before) -> {
              if (before.path(VALUE).isTextual()) {
                patch.set(before.path(VALUE), "metadata", field, key);
              } else {
                patch.remove("metadata", field, key);
              }
            });
  }

  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof PodTarget target
        ? editor(target, key(request)).recover(request)
        : Optional.empty();
  }

  private EditPlan plan(PodTarget target, ObjectNode pod, String key, String value) {
    JsonNode there = pod.path("metadata").path(field).path(key);
    if (there.isTextual() && there.asText().equals(value)) {
      return new EditPlan.Nothing(
          target.describe() + " has the " + word + " " + shown(key, value) + " already");
    }
    if (there.isTextual() && field.equals(LABELS)) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED,
          target.describe()
              + " has the label "
              + shown(key, there.asText())
              + "; Services, controllers and policies may select by it, so it is not overwritten");
    }
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    before.set(VALUE, there.isTextual() ? there : NullNode.getInstance());
    return new EditPlan.Edit(
        ObjectPatch.of(pod).set(value, "metadata", field, key),
        before,
        List.of(
            word
                + " "
                + shown(key, value)
                + (there.isTextual() ? ", before " + DisplayText.of(there.asText()) : " added")),
        List.of());
  }

  /** A mark of its own for each key, so that two labels on one pod can be undone in any order. */
  private ObjectEditor<Pod> editor(PodTarget target, String key) {
    return new ObjectEditor<>(
        cluster,
        new Edited<>(target, Pod.class, target.namespace(), target.name(), target.uid()),
        OWN + word + "-" + Fingerprint.of(8, key),
        new Edited.Watched(
            "/metadata/" + field + "/" + key.replace("/", "~1"),
            pod -> pod.path("metadata").path(field).path(key)));
  }

  private static boolean isOwn(String key) {
    return key.startsWith(OWN) || key.contains(".nightjar.io/");
  }

  private static String key(ActionRequest request) {
    return request.parameters().text(KEY, "");
  }

  private static String shown(String key, String value) {
    return DisplayText.of(key + "=" + value);
  }
}
