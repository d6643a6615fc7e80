package io.nightjar.outputs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nightjar.alert.Alert;
import io.nightjar.alert.AlertLines;
import io.nightjar.rules.RulePriority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a Falcosidekick gets: all of it with the source {@value ResponseJson#SOURCE}, so that none
 * of it is taken for news when a Falcosidekick sends it back, and with nothing that one of its
 * outputs could stumble over. The source of a detection stands among the fields.
 */
final class SidekickLines implements AlertLines {

  /** Field that carries the source of a detection. */
  static final String ORIGIN = "nightjar.source";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AlertLines lines;

  SidekickLines(AlertLines lines) {
    this.lines = lines;
  }

  @Override
  public boolean takes(Alert alert) {
    return lines.takes(alert);
  }

  @Override
  public RulePriority priority(Alert alert) {
    return lines.priority(alert);
  }

  @Override
  public String line(Alert alert) {
    String line = lines.line(alert);
    if (alert instanceof Alert.Changed) {
      return line;
    }
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(line);
      ObjectNode fields = (ObjectNode) json.get("output_fields");
      List<Map.Entry<String, JsonNode>> all = new ArrayList<>(fields.properties());
      all.forEach(field -> fields.set(field.getKey(), harmless(field.getValue())));
      fields.put(ORIGIN, json.path("source").asText());
      json.put("source", ResponseJson.SOURCE);
      json.put("output", PlainWords.of(json.path("output").asText(), PlainWords.TEXT_AT_MOST));
      if (json.path("tags") instanceof ArrayNode tags) {
        tags.add("nightjar");
      } else {
        json.putArray("tags").add("nightjar");
      }
      return json.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an alert is always JSON", e);
    }
  }

  private static JsonNode harmless(JsonNode value) {
    return value.isNumber() || value.isBoolean() || value.isNull()
        ? value
        : TextNode.valueOf(
            PlainWords.of(
                value.isTextual() ? value.textValue() : value.toString(),
                PlainWords.FIELD_AT_MOST));
  }
}
