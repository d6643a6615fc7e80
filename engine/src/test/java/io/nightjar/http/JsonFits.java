package io.nightjar.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a value fits a schema, for the words of JSON Schema that our own description uses; any
 * other word is an error, so that nothing goes unjudged.
 */
final class JsonFits {

  private static final List<String> KNOWN =
      List.of(
          "$ref",
          "type",
          "properties",
          "required",
          "items",
          "additionalProperties",
          "anyOf",
          "oneOf",
          "enum",
          "const",
          "format",
          "description",
          "minimum",
          "maxLength");

  private final JsonNode document;
  private final List<String> problems = new ArrayList<>();

  private JsonFits(JsonNode document) {
    this.document = document;
  }

  /** What does not fit, each with its place. */
  static List<String> problems(JsonNode document, JsonNode schema, JsonNode value) {
    JsonFits fits = new JsonFits(document);
    fits.check(schema, value, "");
    return fits.problems;
  }

  private void check(JsonNode schema, JsonNode value, String at) {
    schema.fieldNames().forEachRemaining(word -> known(word, at));
    JsonNode reference = schema.path("$ref");
    if (reference.isTextual()) {
      JsonNode target = document.at(reference.asText().substring(1));
      require(!target.isMissingNode(), at, "refers to nothing: " + reference.asText());
      check(target, value, at);
      return;
    }
    type(schema, value, at);
    if (schema.has("const")) {
      require(schema.path("const").equals(value), at, "is not " + schema.path("const"));
    }
    if (schema.has("enum")) {
      require(contains(schema.path("enum"), value), at, value + " is none of the words");
    }
    either(schema.path("anyOf"), value, at);
    either(schema.path("oneOf"), value, at);
    if (value.isObject()) {
      object(schema, value, at);
    }
    if (value.isArray() && schema.has("items")) {
      for (int i = 0; i < value.size(); i++) {
        check(schema.path("items"), value.get(i), at + "/" + i);
      }
    }
  }

  private void known(String word, String at) {
    require(KNOWN.contains(word), at, "the schema says " + word + ", which nobody judges");
  }

  private static boolean contains(JsonNode all, JsonNode value) {
    for (JsonNode each : all) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private void either(JsonNode schemas, JsonNode value, String at) {
    if (schemas.isMissingNode()) {
      return;
    }
    for (JsonNode schema : schemas) {
      if (problems(document, schema, value).isEmpty()) {
        return;
      }
    }
    require(false, at, "fits none of " + schemas.size());
  }

  private void object(JsonNode schema, JsonNode value, String at) {
    for (JsonNode name : schema.path("required")) {
      require(value.has(name.asText()), at, "lacks " + name.asText());
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode own = schema.path("properties").path(entry.getKey());
      JsonNode more = schema.path("additionalProperties");
      String place = at + "/" + entry.getKey();
      if (!own.isMissingNode()) {
        check(own, entry.getValue(), place);
      } else if (!more.isMissingNode()) {
        check(more, entry.getValue(), place);
      } else {
        require(!schema.has("properties"), place, "is nowhere described");
      }
    }
  }

  private void type(JsonNode schema, JsonNode value, String at) {
    boolean fits =
        switch (schema.path("type").asText("")) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          case "null" -> value.isNull();
          default -> true;
        };
    require(fits, at, value.getNodeType() + " is no " + schema.path("type").asText());
  }

  private void require(boolean holds, String at, String problem) {
    if (!holds) {
      problems.add(at + " " + problem);
    }
  }
}
