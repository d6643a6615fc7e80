package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the undo of a change to a workload needs.
 *
 * @param uid of the workload
 * @param note what the annotation holds too
 * @param left the watched part of the object as the action left it, redacted
 */
record EditState(String uid, Note note, JsonNode left) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * The annotation on the workload: for people, and for the recovery of an outcome that a crash
   * lost.
   *
   * @param response id of the response that made the change
   * @param before what it changed, in the action's own form
   * @param digest fingerprint of the watched part before the change
   * @param annotation what stood under the same name before, or null
   */
  record Note(String response, JsonNode before, String digest, @Nullable String annotation) {

    String json() {
      try {
        return JSON.writeValueAsString(this);
      } catch (JsonProcessingException ownRecord) {
        throw new IllegalStateException(ownRecord);
      }
    }

    /** Empty when there is none or somebody wrote something else there. */
    static Optional<Note> of(JsonNode workload, String annotation) {
      JsonNode text = workload.path("metadata").path("annotations").path(annotation);
      if (!text.isTextual()) {
        return Optional.empty();
      }
      try {
        Note note = JSON.readValue(text.asText(), Note.class);
        boolean complete =
            note.response() != null && note.before() != null && note.digest() != null;
        return complete ? Optional.of(note) : Optional.empty();
      } catch (JsonProcessingException notOurs) {
        return Optional.empty();
      }
    }
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /**
   * @throws IllegalArgumentException when it is not such a state; unknown fields are passed over
   */
  static EditState of(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(
          "not the before-state of this action: " + json.getNodeType());
    }
    return JSON.convertValue(json, EditState.class);
  }
}
