package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.nightjar.actions.Target;
import java.util.function.Function;

/**
 * One object that an {@link ObjectEditor} changes.
 *
 * @param target what was asked for, for words
 * @param namespace empty for a cluster-wide object
 */
record Edited<T extends HasMetadata>(
    Target target, Class<T> type, String namespace, String name, String uid) {

  String describe() {
    return target.describe();
  }

  /**
   * The part of an object in which another's change forbids the undo.
   *
   * @param path where it is, before every difference
   */
  record Watched(String path, Function<ObjectNode, JsonNode> part) {

    /** What a JSON pointer leads to. */
    static Watched at(String pointer) {
      return new Watched(pointer, object -> object.at(pointer));
    }
  }
}
