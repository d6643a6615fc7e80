package io.nightjar.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.schema.RecordSchema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The JSON schema of {@code nightjar.yaml}, made of the records that it is read into. */
public final class ConfigSchema {
  /** Records that stand in lists and maps, or may be absent as a whole. */
  private static final Set<Class<?>> IS_ENTRY = entries();

  private ConfigSchema() {}

  public static ObjectNode schema() {
    return new RecordSchema(new Binding()).of(Configuration.class, "Configuration of Nightjar");
  }

  /** As {@link RecordBinder} and {@link ScalarReader} read. */
  private static final class Binding implements RecordSchema.Style {

    @Override
    public String key(RecordComponent component) {
      return RecordBinder.key(component);
    }

    /** What has no default is wanted; only the entries of lists and maps have none. */
    @Override
    public boolean isRequired(RecordComponent component) {
      Setting setting = component.getAnnotation(Setting.class);
      return IS_ENTRY.contains(component.getDeclaringRecord())
          && !RecordBinder.nullable(component)
          && (setting == null || setting.absent().isEmpty());
    }

    @Override
    public String description(RecordComponent component) {
      Setting setting = component.getAnnotation(Setting.class);
      return setting == null ? "" : setting.value();
    }

    @Override
    public boolean isSection(Class<?> type) {
      return ScalarReader.isSection(type) && type != FalcoConfig.class;
    }

    @Override
    public ObjectNode scalar(Class<?> type, RecordComponent component) {
      if (type == FalcoConfig.class) {
        return falco();
      }
      if (type.isEnum()) {
        return RecordSchema.oneOf(
            Arrays.stream(type.getEnumConstants()).map(ScalarReader::word).toList());
      }
      return switch (type.getSimpleName()) {
        case "int", "Integer" -> RecordSchema.typed("integer");
        case "boolean", "Boolean" -> RecordSchema.typed("boolean");
        default -> RecordSchema.typed("string");
      };
    }

    @Override
    public ObjectNode finished(Class<?> type, ObjectNode schema) {
      if (type.getAnnotation(Shorthand.class) == null) {
        return schema;
      }
      ObjectNode either = JsonNodeFactory.instance.objectNode();
      ArrayNode ways = either.putArray("anyOf");
      ways.add(RecordSchema.typed("string"));
      ways.add(schema);
      return either;
    }

    /** A path, or Falco's own keys, of which there are more than Nightjar knows. */
    private static ObjectNode falco() {
      ObjectNode either = JsonNodeFactory.instance.objectNode();
      ArrayNode ways = either.putArray("anyOf");
      ways.add(RecordSchema.typed("string"));
      ways.add(RecordSchema.typed("object"));
      return either;
    }
  }

  private static Set<Class<?>> entries() {
    Set<Class<?>> entries = new HashSet<>();
    collect(Configuration.class, false, entries);
    return entries;
  }

  private static void collect(Class<?> type, boolean entry, Set<Class<?>> entries) {
    if (!ScalarReader.isSection(type) || type == FalcoConfig.class) {
      return;
    }
    if (entry) {
      entries.add(type);
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getGenericType() instanceof ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        if (arguments[arguments.length - 1] instanceof Class<?> element) {
          collect(element, true, entries);
        }
      } else {
        // a section that may be absent as a whole has no defaults either
        collect(component.getType(), entry || RecordBinder.nullable(component), entries);
      }
    }
  }
}
