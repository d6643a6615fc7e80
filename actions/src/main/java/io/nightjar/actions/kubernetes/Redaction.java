package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A part of a workload as it may be stored: the values of environment variables, which may be
 * secrets, are replaced by fingerprints that still tell whether they changed.
 */
final class Redaction {
  private Redaction() {}

  /**
   * @param salt the UID of the object, so that equal values of two objects do not look equal
   */
  static JsonNode of(JsonNode part, String salt) {
    JsonNode copy = part.deepCopy();
    redact(copy, salt);
    return copy;
  }

  private static void redact(JsonNode node, String salt) {
    if (node.path("env") instanceof ArrayNode variables) {
      for (JsonNode variable : variables) {
        if (variable instanceof ObjectNode object && object.path("value").isTextual()) {
          String name = object.path("name").asText();
          object.put(
              "value", "hidden:" + Fingerprint.of(12, salt, name, object.path("value").asText()));
        }
      }
    }
    node.forEach(child -> redact(child, salt));
  }
}
