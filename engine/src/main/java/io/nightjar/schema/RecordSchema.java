package io.nightjar.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/**
 * A JSON schema (draft 2020-12) of a record: a key for each component, other keys are refused. How
 * a reader names keys, which it wants and what its single values look like, it says in a {@link
 * Style}.
 */
public final class RecordSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** How a reader reads records. */
  public interface Style {

    String key(RecordComponent component);

    boolean isRequired(RecordComponent component);

    /** For people who write the file; empty for none. */
    String description(RecordComponent component);

    /** The schema of a single value of that type. */
    ObjectNode scalar(Class<?> type, RecordComponent component);

    /** Whether the type is a mapping with keys of its own. */
    default boolean isSection(Class<?> type) {
      return type.isRecord();
    }

    /** The last word on the schema of a record, for what no component says alone. */
    default ObjectNode finished(Class<?> type, ObjectNode schema) {
      return schema;
    }
  }

  private final Style style;

  public RecordSchema(Style style) {
    this.style = style;
  }

  /**
   * A schema of its own.
   *
   * @param title what the file is
   */
  public ObjectNode of(Class<?> type, String title) {
    ObjectNode schema = NODES.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", title);
    schema.setAll(section(type));
    return schema;
  }

  private ObjectNode section(Class<?> type) {
    ObjectNode schema = NODES.objectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode value = value(component.getGenericType(), component);
      String description = style.description(component);
      if (!description.isEmpty()) {
        value.put("description", description);
      }
      properties.set(style.key(component), value);
      if (style.isRequired(component)) {
        required.add(style.key(component));
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return style.finished(type, schema);
  }

  private ObjectNode value(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      ObjectNode schema = NODES.objectNode();
      if (generic.getRawType() == List.class) {
        schema.put("type", "array").set("items", value(arguments[0], component));
        return schema;
      }
      if (generic.getRawType() == Map.class) {
        schema.put("type", "object").set("additionalProperties", value(arguments[1], component));
        return schema;
      }
      throw new IllegalStateException("no schema for " + component);
    }
    Class<?> plain = (Class<?>) type;
    return style.isSection(plain) ? section(plain) : style.scalar(plain, component);
  }

  /** {@code {"type": …}}. */
  public static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  /** One of these texts. */
  public static ObjectNode oneOf(Iterable<String> texts) {
    ObjectNode schema = NODES.objectNode();
    ArrayNode values = schema.putArray("enum");
    texts.forEach(values::add);
    return schema;
  }

  /** A text of that form. */
  public static ObjectNode form(String pattern) {
    return typed("string").put("pattern", pattern);
  }

  /** Exactly one of the keys has to be there. */
  public static ObjectNode exactlyOne(ObjectNode schema, List<String> keys) {
    ArrayNode ways = schema.putArray("oneOf");
    keys.forEach(key -> ways.addObject().putArray("required").add(key));
    return schema;
  }
}
