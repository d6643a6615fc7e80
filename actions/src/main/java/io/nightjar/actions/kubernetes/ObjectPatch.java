package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A JSON patch (RFC 6902) of one object as it was read; it carries the resourceVersion, so that the
 * API server answers 409 when the object has changed since.
 *
 * <p>Paths are given as segments, never as a joined pointer, because label keys contain slashes. A
 * segment of an array is its index in decimal.
 */
final class ObjectPatch {
  private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();
  private final ObjectNode result;

  private ObjectPatch(ObjectNode read) {
    this.result = read;
  }

  static ObjectPatch of(ObjectNode read) {
    ObjectPatch patch = new ObjectPatch(read.deepCopy());
    operation(patch.operations, "replace", List.of("metadata", "resourceVersion"))
        .set("value", read.path("metadata").path("resourceVersion"));
    return patch;
  }

  /** The same change of the object as somebody left it who changed something else of it. */
  void onVersionOf(ObjectNode now) {
    ((ObjectNode) operations.get(0)).set("value", now.path("metadata").path("resourceVersion"));
  }

  /** Objects that are missing on the way are made; an equal value changes nothing. */
  ObjectPatch set(JsonNode value, String... path) {
    JsonNode parent = result;
    for (int depth = 0; depth < path.length - 1; depth++) {
      JsonNode child = child(parent, path[depth]);
      if (child.isMissingNode()) {
        return add(
            parent, Arrays.asList(path).subList(0, depth + 1), nested(value, path, depth + 1));
      }
      parent = child;
    }
    JsonNode there = child(parent, path[path.length - 1]);
    if (there.equals(value)) {
      return this;
    }
    return there.isMissingNode()
        ? add(parent, Arrays.asList(path), value.deepCopy())
        : replace(parent, Arrays.asList(path), value.deepCopy());
  }

  ObjectPatch set(String value, String... path) {
    return set(TextNode.valueOf(value), path);
  }

  /** What is not there stays away. */
  ObjectPatch remove(String... path) {
    JsonNode parent = result;
    for (String segment : Arrays.asList(path).subList(0, path.length - 1)) {
      parent = child(parent, segment);
    }
    if (parent instanceof ObjectNode object && object.has(path[path.length - 1])) {
      operation(operations, "remove", Arrays.asList(path));
      object.remove(path[path.length - 1]);
    }
    return this;
  }

  /** Whether it changes nothing. */
  boolean isEmpty() {
    return operations.size() == 1;
  }

  /** The object as the patch leaves it. */
  ObjectNode result() {
    return result;
  }

  /**
   * What it sets and the server does not have, as JSON pointers: a server drops the fields that it
   * does not know, and says nothing. Values that a server may leave out (false, zero, empty) are
   * not missed.
   */
  List<String> ignoredBy(JsonNode left) {
    List<String> ignored = new ArrayList<>();
    for (JsonNode operation : operations) {
      if (operation.has("value")) {
        missing(operation.path("path").asText(), operation.path("value"), left, ignored);
      }
    }
    return ignored;
  }

  private static void missing(String path, JsonNode wanted, JsonNode left, List<String> ignored) {
    if (wanted.isContainerNode()) {
      if (wanted.isObject()) {
        wanted
            .properties()
            .forEach(
                one -> missing(path + "/" + escaped(one.getKey()), one.getValue(), left, ignored));
      }
      for (int i = 0; wanted.isArray() && i < wanted.size(); i++) {
        missing(path + "/" + i, wanted.path(i), left, ignored);
      }
      return;
    }
    boolean mayBeLeftOut =
        wanted.isNull() || wanted.asText().isEmpty() || !wanted.asBoolean(true) || isZero(wanted);
    if (!mayBeLeftOut && left.at(path).isMissingNode()) {
      ignored.add(path);
    }
  }

  private static boolean isZero(JsonNode value) {
    return value.isNumber() && value.decimalValue().signum() == 0;
  }

  private static String escaped(String segment) {
    return segment.replace("~", "~0").replace("/", "~1");
  }

  /** The body of the request. */
  String json() {
    return operations.toString();
  }

  private ObjectPatch add(JsonNode parent, List<String> path, JsonNode value) {
    if (!(parent instanceof ObjectNode object)) {
      throw new IllegalArgumentException("only a field of an object can be added: " + path);
    }
    operation(operations, "add", path).set("value", value.deepCopy());
    object.set(path.getLast(), value);
    return this;
  }

  private ObjectPatch replace(JsonNode parent, List<String> path, JsonNode value) {
    operation(operations, "replace", path).set("value", value.deepCopy());
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(path.getLast()), value);
    } else {
      ((ObjectNode) parent).set(path.getLast(), value);
    }
    return this;
  }

  private static JsonNode nested(JsonNode value, String[] path, int from) {
    JsonNode nested = value.deepCopy();
    for (int depth = path.length - 1; depth >= from; depth--) {
      nested = JsonNodeFactory.instance.objectNode().set(path[depth], nested);
    }
    return nested;
  }

  private static JsonNode child(JsonNode parent, String segment) {
    return parent.isArray() ? parent.path(Integer.parseInt(segment)) : parent.path(segment);
  }

  private static ObjectNode operation(ArrayNode operations, String name, List<String> path) {
    StringBuilder pointer = new StringBuilder();
    path.forEach(segment -> pointer.append('/').append(escaped(segment)));
    return operations.addObject().put("op", name).put("path", pointer.toString());
  }
}
