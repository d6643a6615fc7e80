package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the undo of an isolation needs.
 *
 * @param uid of the pod
 * @param policy name of the quarantine policy
 * @param labelsBefore all labels that the pod had
 * @param labelsLeft all labels that the action left
 * @param annotationBefore what the pod had under the name of Nightjar's annotation, or null
 * @param forms names of the network plugins' policies that stood beside it
 */
record IsolationState(
    String uid,
    String policy,
    SortedMap<String, String> labelsBefore,
    SortedMap<String, String> labelsLeft,
    @Nullable String annotationBefore,
    List<DenyForm> forms) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  IsolationState {
    // what was written before there were any comes back as null
    forms = forms == null ? List.of() : List.copyOf(forms);
  }

  /** The annotation on the pod: for people, and for a run that finds work half done. */
  record Note(String response, SortedMap<String, String> labels, @Nullable String annotation) {

    String json() {
      return text(this);
    }

    /** Empty when there is none or somebody wrote something else there. */
    static Optional<Note> of(Pod pod) {
      String text = IsolationState.annotation(pod);
      if (text == null) {
        return Optional.empty();
      }
      try {
        Note note = JSON.readValue(text, Note.class);
        return note.response() == null || note.labels() == null
            ? Optional.empty()
            : Optional.of(note);
      } catch (JsonProcessingException notOurs) {
        return Optional.empty();
      }
    }
  }

  static @Nullable String annotation(Pod pod) {
    return pod.getMetadata().getAnnotations() == null
        ? null
        : pod.getMetadata().getAnnotations().get(Marks.ISOLATION);
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /**
   * @throws IllegalArgumentException when it is not such a state; unknown fields are passed over
   */
  static IsolationState of(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(
          "not the before-state of this action: " + json.getNodeType());
    }
    return JSON.convertValue(json, IsolationState.class);
  }

  static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException ownRecord) {
      throw new IllegalStateException(ownRecord);
    }
  }
}
