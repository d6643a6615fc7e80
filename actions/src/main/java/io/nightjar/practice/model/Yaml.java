package io.nightjar.practice.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML as JSON trees; plain data only, no types of its own. */
public final class Yaml {
  private Yaml() {}

  public static JsonNode parse(String text) {
    try {
      return Json.mapper().valueToTree(load().loadFromString(text));
    } catch (YamlEngineException malformed) {
      throw ApiError.badRequest("the body is not YAML: " + malformed.getMessage());
    }
  }

  /** The documents of a stream that are objects. */
  public static List<ObjectNode> parseAll(String text) {
    List<ObjectNode> documents = new ArrayList<>();
    for (Object document : load().loadAllFromString(text)) {
      if (Json.mapper().<JsonNode>valueToTree(document) instanceof ObjectNode object) {
        documents.add(object);
      }
    }
    return documents;
  }

  private static Load load() {
    return new Load(LoadSettings.builder().build());
  }
}
