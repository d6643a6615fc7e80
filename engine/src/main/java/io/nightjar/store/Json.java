package io.nightjar.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * How Nightjar writes its nouns as JSON, everywhere: ISO instants with nanoseconds, ISO durations,
 * whole numbers read back as {@code long}.
 */
public final class Json {

  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addSerializer(new DetectionJson()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private static final JsonMapper PLAIN = JsonMapper.builder().build();

  private Json() {}

  /**
   * @throws IllegalArgumentException when the value has no JSON form
   */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON for a " + value.getClass().getSimpleName(), e);
    }
  }

  /**
   * What was stored as a tree, with the types of numbers that its writer's own mapper would give;
   * {@link #MAPPER} makes every whole number a long, and trees compare by type.
   */
  public static JsonNode asWritten(JsonNode stored) {
    try {
      return PLAIN.readTree(stored.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this tree has no JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is not the JSON of a {@code type}
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is not the JSON of a " + type.getSimpleName(), e);
    }
  }
}
