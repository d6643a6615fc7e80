package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The value of one field before an action, and its way back; an absent field becomes absent. */
final class BeforeParts {
  private static final String VALUE = "value";

  private BeforeParts() {}

  static ObjectNode of(JsonNode object, String... path) {
    JsonNode value = object;
    for (String segment : path) {
      value = value.path(segment);
    }
    ObjectNode before = JsonNodeFactory.instance.objectNode();
    if (!value.isMissingNode()) {
      before.set(VALUE, value.deepCopy());
    }
    return before;
  }

  static void restore(ObjectPatch patch, JsonNode before, String... path) {
    if (before.has(VALUE)) {
      patch.set(before.get(VALUE), path);
    } else {
      patch.remove(path);
    }
  }
}
