package io.nightjar.practice.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Strategic merge patch: as merge patch, but known lists are merged item by item by a key, and
 * directives say more.
 *
 * <p>Directives: {@code $patch} (replace, delete, merge) in objects and list items, {@code
 * $retainKeys}, {@code $deleteFromPrimitiveList/x}, {@code $setElementOrder/x}. Source: the
 * Kubernetes API conventions on strategic merge patch.
 */
final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
  private static final String ORDER = "$setElementOrder/";

  private StrategicMergePatch() {}

  /** Changes {@code target}; returns the result. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    String directive = patch.path(PATCH).asText("merge");
    if (directive.equals("delete")) {
      return Json.object();
    }
    if (directive.equals("replace")) {
      ObjectNode replacement = patch.deepCopy();
      replacement.remove(PATCH);
      return replacement;
    }
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      if (!change.getKey().startsWith("$")) {
        applyField(target, change.getKey(), change.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      applyDirective(target, change.getKey(), change.getValue());
    }
    return target;
  }

  private static void applyField(ObjectNode target, String field, JsonNode change) {
    JsonNode current = target.path(field);
    switch (change) {
      case ObjectNode object ->
          target.set(field, apply(current instanceof ObjectNode o ? o : Json.object(), object));
      case ArrayNode items ->
          target.set(field, list(field, current instanceof ArrayNode a ? a : Json.array(), items));
      case NullNode nothing -> target.remove(field);
      case JsonNode value -> target.set(field, value.deepCopy());
    }
  }

  private static ArrayNode list(String field, ArrayNode current, ArrayNode items) {
    if (MergeKeys.isMergedSet(field)) {
      ArrayNode union = current.deepCopy();
      items.forEach(item -> addMissing(union, item));
      return union;
    }
    Optional<String> key = MergeKeys.of(field, items.isEmpty() ? current : items);
    boolean replaced = key.isEmpty() || stream(items).anyMatch(i -> isReplaceMarker(i, key.get()));
    return replaced ? plain(items, key) : merged(current, items, key.get());
  }

  private static ArrayNode merged(ArrayNode current, ArrayNode items, String key) {
    List<ObjectNode> result = new ArrayList<>(Json.objects(current.deepCopy()));
    for (ObjectNode item : Json.objects(items)) {
      Optional<ObjectNode> match =
          result.stream().filter(one -> one.path(key).equals(item.path(key))).findFirst();
      if (item.path(PATCH).asText().equals("delete")) {
        match.ifPresent(result::remove);
      } else if (match.isPresent()) {
        result.set(result.indexOf(match.get()), apply(match.get(), item));
      } else {
        result.add(apply(Json.object(), item));
      }
    }
    return Json.array().addAll(result);
  }

  /** A list item that holds nothing but the directive to replace the whole list. */
  private static boolean isReplaceMarker(JsonNode item, String key) {
    return item.path(PATCH).asText().equals("replace") && !item.has(key);
  }

  private static ArrayNode plain(ArrayNode items, Optional<String> key) {
    ArrayNode result = Json.array();
    for (JsonNode item : items) {
      if (key.isEmpty() || !isReplaceMarker(item, key.get())) {
        result.add(item.deepCopy());
      }
    }
    return result;
  }

  private static void applyDirective(ObjectNode target, String name, JsonNode value) {
    if (name.equals(RETAIN_KEYS)) {
      List<String> kept = stream(value).map(JsonNode::asText).toList();
      target.retain(kept);
    } else if (name.startsWith(DELETE_FROM)) {
      String field = name.substring(DELETE_FROM.length());
      ArrayNode left = Json.array();
      stream(target.path(field)).filter(i -> !contains(value, i)).forEach(left::add);
      target.set(field, left);
    } else if (name.startsWith(ORDER)) {
      String field = name.substring(ORDER.length());
      if (target.get(field) instanceof ArrayNode list) {
        target.set(field, ordered(field, list, value));
      }
    }
  }

  private static ArrayNode ordered(String field, ArrayNode list, JsonNode order) {
    Optional<String> key = MergeKeys.of(field, list);
    ArrayNode result = Json.array();
    for (JsonNode wanted : order) {
      stream(list)
          .filter(i -> key.map(k -> i.path(k).equals(wanted.path(k))).orElse(i.equals(wanted)))
          .forEach(result::add);
    }
    list.forEach(item -> addMissing(result, item));
    return result;
  }

  private static void addMissing(ArrayNode list, JsonNode item) {
    if (!contains(list, item)) {
      list.add(item.deepCopy());
    }
  }

  private static boolean contains(JsonNode list, JsonNode item) {
    return stream(list).anyMatch(item::equals);
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }
}
