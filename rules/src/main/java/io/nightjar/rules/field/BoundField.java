package io.nightjar.rules.field;

import org.jspecify.annotations.Nullable;

/**
 * A field with its argument, ready to be read.
 *
 * @param key as rules and alerts spell it: {@code proc.aname[2]}
 */
public record BoundField(String key, Field field, Extractor extractor) {
  public FieldType type() {
    return field.type();
  }

  /** The value for an alert: a string, long or boolean, or null if the event has none. */
  public @Nullable Object value(EventContext context) {
    return FieldValues.value(this, context);
  }

  /** The value as an output prints it, or null if the event has none. */
  public @Nullable String printed(EventContext context) {
    return FieldValues.printed(this, context);
  }
}
