package io.nightjar.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.rules.cases.CaseKeys;
import java.util.List;

/**
 * The JSON schema of the cases of rules. Their reader knows keys and takes the values as texts, so
 * the schema says the keys and little of the values.
 */
final class RuleCaseSchema {
  private static final CaseKeys KEYS = CaseKeys.known();

  private RuleCaseSchema() {}

  static ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Cases of a rule of Nightjar");
    schema.setAll(keys(KEYS.file()));
    schema.putArray("required").add("rule").add("cases");
    properties(schema).set("rule", RecordSchema.typed("string"));
    common(properties(schema));
    ObjectNode each = keys(KEYS.each());
    each.putArray("required").add("name").add("match");
    properties(each).set("name", RecordSchema.typed("string"));
    properties(each).set("match", RecordSchema.typed("boolean"));
    properties(each).set("event", keys(KEYS.event()));
    common(properties(each));
    properties(schema).set("cases", list(each));
    return schema;
  }

  private static void common(ObjectNode properties) {
    properties.set("container", containers());
    properties.set("processes", list(keys(KEYS.process())));
    properties.set("audit", keys(KEYS.audit()));
  }

  private static ObjectNode containers() {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    ArrayNode ways = either.putArray("anyOf");
    ways.add(RecordSchema.typed("string"));
    ways.add(RecordSchema.typed("null"));
    ways.add(keys(KEYS.container()));
    return either;
  }

  private static ObjectNode list(ObjectNode items) {
    ObjectNode list = RecordSchema.typed("array");
    list.set("items", items);
    return list;
  }

  private static ObjectNode keys(List<String> names) {
    ObjectNode schema = RecordSchema.typed("object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    names.forEach(properties::putObject);
    return schema;
  }

  private static ObjectNode properties(ObjectNode schema) {
    return (ObjectNode) schema.get("properties");
  }
}
