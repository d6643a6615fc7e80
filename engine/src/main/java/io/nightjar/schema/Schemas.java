package io.nightjar.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.config.ConfigSchema;
import io.nightjar.playbook.ManifestSchema;
import io.nightjar.playbook.cases.CaseSchema;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Every schema, by the name of its file without {@code .schema.json}. */
public final class Schemas {
  private static final SortedMap<String, Supplier<ObjectNode>> ALL =
      new TreeMap<>(
          Map.of(
              "nightjar", ConfigSchema::schema,
              "playbook", ManifestSchema::schema,
              "playbook-cases", CaseSchema::schema,
              "rule-cases", RuleCaseSchema::schema));

  private Schemas() {}

  public static SortedMap<String, ObjectNode> all() {
    SortedMap<String, ObjectNode> schemas = new TreeMap<>();
    ALL.forEach((name, schema) -> schemas.put(name, schema.get()));
    return schemas;
  }

  /** As its file holds it. */
  public static String text(String name) {
    ObjectNode schema = all().get(name);
    if (schema == null) {
      throw new IllegalArgumentException("no schema is called " + name);
    }
    return schema.toPrettyString() + "\n";
  }
}
