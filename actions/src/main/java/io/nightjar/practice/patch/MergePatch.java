package io.nightjar.practice.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;

/** JSON merge patch (RFC 7386): objects merge, null removes, everything else replaces. */
final class MergePatch {
  private MergePatch() {}

  /** Changes {@code target} where it is an object; returns the result. */
  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch.deepCopy();
    }
    ObjectNode result = target instanceof ObjectNode object ? object : Json.object();
    changes
        .properties()
        .forEach(
            change -> {
              String field = change.getKey();
              if (change.getValue().isNull()) {
                result.remove(field);
              } else {
                result.set(field, apply(result.path(field), change.getValue()));
              }
            });
    return result;
  }
}
