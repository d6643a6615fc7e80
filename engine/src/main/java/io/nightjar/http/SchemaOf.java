package io.nightjar.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas (2020-12) of what is answered, made from the types that are sent: they cannot say
 * what is not so. Every record becomes a named schema.
 */
final class SchemaOf {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Of numbers and truths that may be absent. */
  private static final Set<Class<?>> BOXES = Set.of(Long.class, Integer.class, Boolean.class);

  private final SortedMap<String, ObjectNode> named = new TreeMap<>();

  /** By name, all that were referred to. */
  SortedMap<String, ObjectNode> named() {
    return named;
  }

  ObjectNode of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord() || (plain.isInterface() && plain.isSealed())) {
      return reference(plain);
    }
    return scalar(plain);
  }

  private ObjectNode generic(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (Collection.class.isAssignableFrom(raw)) {
      return array(of(arguments[0]));
    }
    if (Map.class.isAssignableFrom(raw)) {
      ObjectNode map = typed("object");
      map.set("additionalProperties", of(arguments[1]));
      return map;
    }
    if (raw == Optional.class) {
      return orNull(of(arguments[0]));
    }
    return reference(raw);
  }

  static ObjectNode array(ObjectNode items) {
    ObjectNode array = typed("array");
    array.set("items", items);
    return array;
  }

  private static ObjectNode typed(String type) {
    return NODES.objectNode().put("type", type);
  }

  private static ObjectNode scalar(Class<?> type) {
    if (type == String.class) {
      return typed("string");
    } else if (type == boolean.class || type == Boolean.class) {
      return typed("boolean");
    } else if (type == int.class || type == Integer.class) {
      return typed("integer").put("format", "int32");
    } else if (type == long.class || type == Long.class) {
      return typed("integer").put("format", "int64");
    } else if (type == double.class || type == Double.class) {
      return typed("number");
    } else if (type == Instant.class) {
      return typed("string").put("format", "date-time");
    } else if (type == Duration.class) {
      return typed("string").put("format", "duration");
    } else if (type == URI.class) {
      return typed("string").put("format", "uri");
    } else if (type.isEnum()) {
      ArrayNode words = typedEnum(type);
      ObjectNode schema = typed("string");
      schema.set("enum", words);
      return schema;
    } else if (type == Object.class || JsonNode.class.isAssignableFrom(type)) {
      return NODES.objectNode();
    }
    throw new IllegalStateException("no schema for " + type);
  }

  private static ArrayNode typedEnum(Class<?> type) {
    ArrayNode words = NODES.arrayNode();
    for (Object constant : type.getEnumConstants()) {
      words.add(((Enum<?>) constant).name());
    }
    return words;
  }

  private ObjectNode reference(Class<?> type) {
    String name = name(type);
    if (!named.containsKey(name)) {
      named.put(name, NODES.objectNode()); // it may refer to itself
      named.put(name, type.isRecord() ? record(type) : oneOf(type));
    }
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** Of a nested one with its outer's: {@code StatusCluster}. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return outer == null ? type.getSimpleName() : name(outer) + type.getSimpleName();
  }

  private ObjectNode oneOf(Class<?> type) {
    JsonSubTypes kinds = type.getAnnotation(JsonSubTypes.class);
    if (kinds == null) {
      throw new IllegalStateException(type + " is sealed, but says not how its kinds are told");
    }
    ArrayNode all = NODES.arrayNode();
    for (JsonSubTypes.Type kind : kinds.value()) {
      all.add(reference(kind.value()));
    }
    ObjectNode schema = NODES.objectNode();
    schema.set("oneOf", all);
    return schema;
  }

  /** How one of several kinds says which it is, wherever it stands. */
  private static void kind(Class<?> type, ObjectNode properties, ArrayNode required) {
    for (Class<?> kindOf : type.getInterfaces()) {
      JsonTypeInfo info = kindOf.getAnnotation(JsonTypeInfo.class);
      JsonSubTypes kinds = kindOf.getAnnotation(JsonSubTypes.class);
      if (info != null && kinds != null) {
        for (JsonSubTypes.Type kind : kinds.value()) {
          if (kind.value() == type) {
            properties.set(info.property(), NODES.objectNode().put("const", kind.name()));
            required.add(info.property());
          }
        }
      }
    }
  }

  private ObjectNode record(Class<?> type) {
    Optional<Method> value = value(type);
    if (value.isPresent()) {
      return of(value.get().getGenericReturnType());
    }
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    kind(type, properties, required);
    for (RecordComponent component : type.getRecordComponents()) {
      if (ignored(component)) {
        continue;
      }
      ObjectNode schema = of(component.getGenericType());
      properties.set(component.getName(), nullable(component) ? orNull(schema) : schema);
      if (component.getAccessor().getAnnotation(JsonInclude.class) == null
          && !annotated(type, component, JsonInclude.class)) {
        required.add(component.getName());
      }
    }
    ObjectNode schema = typed("object");
    schema.set("properties", properties);
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private static Optional<Method> value(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.isAnnotationPresent(JsonValue.class))
        .findFirst();
  }

  private static boolean ignored(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonIgnore.class)
        || annotated(component.getDeclaringRecord(), component, JsonIgnore.class);
  }

  private static boolean annotated(
      Class<?> type,
      RecordComponent component,
      Class<? extends java.lang.annotation.Annotation> annotation) {
    try {
      AnnotatedElement field = type.getDeclaredField(component.getName());
      return field.isAnnotationPresent(annotation);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("every component has a field", e);
    }
  }

  private static boolean nullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || BOXES.contains(component.getType());
  }

  private static ObjectNode orNull(ObjectNode schema) {
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).add(typed("null"));
    return either;
  }
}
