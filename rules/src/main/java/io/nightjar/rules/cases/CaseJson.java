package io.nightjar.rules.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.rules.load.YamlValue;
import java.util.Map;
import java.util.regex.Pattern;

/** YAML as JSON, with the types that YAML's core schema gives to words without quotes. */
final class CaseJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private CaseJson() {}

  static JsonNode of(YamlValue value) {
    return switch (value) {
      case YamlValue.Scalar scalar -> scalar(scalar);
      case YamlValue.Sequence sequence -> {
        ArrayNode array = NODES.arrayNode();
        sequence.items().forEach(item -> array.add(of(item)));
        yield array;
      }
      case YamlValue.Mapping mapping -> {
        ObjectNode object = NODES.objectNode();
        mapping.entries().values().forEach(entry -> object.set(entry.key(), of(entry.value())));
        yield object;
      }
    };
  }

  private static JsonNode scalar(YamlValue.Scalar scalar) {
    String text = scalar.text();
    if (scalar.isNull()) {
      return NODES.nullNode();
    }
    if (isQuoted(scalar)) {
      return NODES.textNode(text);
    }
    if (text.equals("true") || text.equals("false")) {
      return NODES.booleanNode(text.equals("true"));
    }
    return INTEGER.matcher(text).matches()
        ? NODES.numberNode(Long.parseLong(text))
        : NODES.textNode(text);
  }

  private static boolean isQuoted(YamlValue.Scalar scalar) {
    String file = scalar.at().file().text();
    int offset = scalar.at().offset();
    return offset < file.length() && "\"'|>".indexOf(file.charAt(offset)) >= 0;
  }

  /**
   * Lays one event over another: maps are joined key by key, everything else is replaced, and
   * nothing ({@code null}) takes away what was there, except in the objects that a client sent,
   * where it has a meaning of its own.
   */
  static void lay(ObjectNode over, ObjectNode base) {
    for (Map.Entry<String, JsonNode> entry : over.properties()) {
      String key = entry.getKey();
      if (key.equals("requestObject") || key.equals("responseObject")) {
        base.set(key, entry.getValue());
      } else if (entry.getValue() instanceof ObjectNode inner
          && base.get(key) instanceof ObjectNode below) {
        lay(inner, below);
      } else if (entry.getValue().isNull()) {
        base.remove(key);
      } else {
        base.set(key, entry.getValue());
      }
    }
  }
}
