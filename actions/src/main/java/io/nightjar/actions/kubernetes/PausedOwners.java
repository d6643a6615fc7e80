package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the undo of a pause needs. */
record PausedOwners(List<Paused> owners) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  PausedOwners {
    owners = List.copyOf(owners);
  }

  /**
   * One object that was told to leave the workload.
   *
   * @param edit the {@link EditState} of the change
   */
  record Paused(String kind, String namespace, String name, String uid, JsonNode edit) {
    String describe() {
      return kind + " " + namespace + "/" + name;
    }

    Paused with(JsonNode made) {
      return new Paused(kind, namespace, name, uid, made);
    }
  }

  ObjectNode json() {
    return JSON.valueToTree(this);
  }

  /**
   * @throws IllegalArgumentException when it is not such a state; unknown fields are passed over
   */
  static PausedOwners of(JsonNode json) {
    if (!json.path("owners").isArray()) {
      throw new IllegalArgumentException(
          "not the before-state of this action: " + json.getNodeType());
    }
    return JSON.convertValue(json, PausedOwners.class);
  }
}
