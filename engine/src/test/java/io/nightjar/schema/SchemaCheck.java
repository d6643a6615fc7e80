package io.nightjar.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Judges a document by the few keywords of JSON Schema that the schemas here use. */
final class SchemaCheck {
  private final List<String> problems = new ArrayList<>();

  private SchemaCheck() {}

  static List<String> problems(JsonNode schema, JsonNode document) {
    SchemaCheck check = new SchemaCheck();
    check.check(schema, document, "");
    return check.problems;
  }

  private void check(JsonNode schema, JsonNode value, String path) {
    if (schema.has("anyOf") && ways(schema.get("anyOf"), value) == 0) {
      problems.add(path + ": none of the ways");
    }
    if (schema.has("oneOf") && ways(schema.get("oneOf"), value) != 1) {
      problems.add(path + ": not exactly one of the ways");
    }
    if (schema.has("type") && !isOfType(schema.get("type"), value)) {
      problems.add(path + ": is no " + schema.get("type"));
      return;
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      problems.add(path + ": is none of the values: " + value);
    }
    if (schema.has("pattern")
        && !Pattern.compile(schema.get("pattern").asText()).matcher(value.asText()).find()) {
      problems.add(path + ": not of the form " + schema.get("pattern"));
    }
    for (JsonNode key : schema.path("required")) {
      if (!value.has(key.asText())) {
        problems.add(path + ": " + key.asText() + " is missing");
      }
    }
    if (value.isObject()) {
      members(schema, value, path);
    }
    for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
      check(schema.get("items"), value.get(i), path + "/" + i);
    }
  }

  private void members(JsonNode schema, JsonNode value, String path) {
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode known = schema.path("properties").get(name);
              JsonNode others = schema.path("additionalProperties");
              if (known != null) {
                check(known, value.get(name), path + "/" + name);
              } else if (others.isObject()) {
                check(others, value.get(name), path + "/" + name);
              } else if (others.isBoolean() && !others.asBoolean()) {
                problems.add(path + ": there is no key " + name);
              }
            });
  }

  private static long ways(JsonNode ways, JsonNode value) {
    long met = 0;
    for (JsonNode way : ways) {
      met += problems(way, value).isEmpty() ? 1 : 0;
    }
    return met;
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode each : type) {
        if (isOfType(each, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException("type " + type);
    };
  }
}
