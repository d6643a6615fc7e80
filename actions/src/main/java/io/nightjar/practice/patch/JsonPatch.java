package io.nightjar.practice.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;

/** JSON patch (RFC 6902); an operation that cannot be done, or a failed test, is answered 422. */
final class JsonPatch {
  private JsonPatch() {}

  static JsonNode apply(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ArrayNode operations)) {
      throw ApiError.badRequest("a JSON patch is a list of operations");
    }
    JsonNode result = target;
    for (JsonNode operation : operations) {
      result = step(result, operation);
    }
    return result;
  }

  private static JsonNode step(JsonNode root, JsonNode operation) {
    JsonPointer path = pointer(operation, "path");
    return switch (operation.path("op").asText()) {
      case "add" -> add(root, path, value(operation));
      case "remove" -> remove(root, path);
      case "replace" -> path.matches() ? value(operation) : replace(root, path, value(operation));
      case "move" -> {
        JsonPointer from = pointer(operation, "from");
        JsonNode moved = existing(root, from);
        yield add(remove(root, from), path, moved);
      }
      case "copy" -> add(root, path, existing(root, pointer(operation, "from")).deepCopy());
      case "test" -> {
        if (!root.at(path).equals(operation.path("value"))) {
          throw ApiError.unprocessable("the patch's test of " + path + " failed");
        }
        yield root;
      }
      case String other -> throw ApiError.badRequest("unknown JSON patch operation: " + other);
    };
  }

  private static JsonNode add(JsonNode root, JsonPointer path, JsonNode value) {
    if (path.matches()) {
      return value;
    }
    String last = path.last().getMatchingProperty();
    switch (existing(root, path.head())) {
      case ObjectNode object -> object.set(unescaped(path), value);
      case ArrayNode array ->
          array.insert(last.equals("-") ? array.size() : index(path, array.size()), value);
      case JsonNode other -> throw noSuchPlace(path);
    }
    return root;
  }

  private static JsonNode replace(JsonNode root, JsonPointer path, JsonNode value) {
    existing(root, path);
    switch (existing(root, path.head())) {
      case ObjectNode object -> object.set(unescaped(path), value);
      case ArrayNode array -> array.set(index(path, array.size() - 1), value);
      case JsonNode other -> throw noSuchPlace(path);
    }
    return root;
  }

  private static JsonNode remove(JsonNode root, JsonPointer path) {
    existing(root, path);
    if (path.matches()) {
      throw ApiError.unprocessable("the whole object cannot be removed by a patch");
    }
    switch (existing(root, path.head())) {
      case ObjectNode object -> object.remove(unescaped(path));
      case ArrayNode array -> array.remove(index(path, array.size() - 1));
      case JsonNode other -> throw noSuchPlace(path);
    }
    return root;
  }

  private static JsonNode existing(JsonNode root, JsonPointer path) {
    JsonNode found = root.at(path);
    if (found.isMissingNode()) {
      throw noSuchPlace(path);
    }
    return found;
  }

  private static String unescaped(JsonPointer path) {
    return path.last().getMatchingProperty();
  }

  private static int index(JsonPointer path, int largest) {
    int index = path.last().getMatchingIndex();
    if (index < 0 || index > largest) {
      throw noSuchPlace(path);
    }
    return index;
  }

  private static JsonNode value(JsonNode operation) {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw ApiError.badRequest("a JSON patch operation lacks its value");
    }
    return value.deepCopy();
  }

  private static JsonPointer pointer(JsonNode operation, String field) {
    try {
      return JsonPointer.compile(operation.path(field).asText());
    } catch (IllegalArgumentException malformed) {
      throw ApiError.badRequest("not a JSON pointer: " + operation.path(field).asText());
    }
  }

  private static ApiError noSuchPlace(JsonPointer path) {
    return ApiError.unprocessable("the patch names a place that is not there: " + path);
  }
}
