package io.nightjar.practice.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON trees: making them, reading them by dotted path, and writing them as bytes. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The node under a path like {@code spec.template.metadata}, or a missing node. */
  public static JsonNode at(JsonNode root, String dottedPath) {
    JsonNode node = root;
    for (String part : dottedPath.split("\\.")) {
      node = node.path(part);
      if (node.isMissingNode()) {
        return MissingNode.getInstance();
      }
    }
    return node;
  }

  public static String text(JsonNode root, String dottedPath) {
    JsonNode node = at(root, dottedPath);
    return node.isNull() ? "" : node.asText("");
  }

  /** The object under a path, made where it is absent or null. */
  public static ObjectNode under(ObjectNode root, String dottedPath) {
    ObjectNode node = root;
    for (String part : dottedPath.split("\\.")) {
      node = node.get(part) instanceof ObjectNode child ? child : node.putObject(part);
    }
    return node;
  }

  public static List<ObjectNode> objects(JsonNode list) {
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode item : list) {
      if (item instanceof ObjectNode object) {
        found.add(object);
      }
    }
    return found;
  }

  public static Map<String, String> stringMap(JsonNode object) {
    Map<String, String> map = new LinkedHashMap<>();
    object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
    return map;
  }

  public static ObjectNode of(Map<String, String> map) {
    ObjectNode object = object();
    map.forEach(object::put);
    return object;
  }

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
