package io.nightjar.rules.field;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of the registry.
 *
 * @param absence null for a field that events can have a value for
 * @param summary one sentence for the reference
 * @param bind makes the extractor for an argument, null if the field stands without one; null for
 *     an argument that it does not take
 */
public record Field(
    String name,
    FieldType type,
    Argument argument,
    @Nullable Absence absence,
    String summary,
    Function<@Nullable String, @Nullable Extractor> bind) {

  /** Whether the field takes something in brackets. */
  public enum Argument {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /**
   * A value that is made of fields: transformed, or the result of a function.
   *
   * @param absence of one of the fields, or null
   */
  public static Field computed(
      String name, FieldType type, @Nullable Absence absence, Extractor extractor) {
    return new Field(name, type, Argument.NONE, absence, "", argument -> extractor);
  }

  static Field plain(String name, FieldType type, String summary, Extractor extractor) {
    return new Field(name, type, Argument.NONE, null, summary, argument -> extractor);
  }

  /** Whether an event can have a value for it. */
  public boolean available() {
    return absence == null;
  }

  /** A field of the language that this driver never has a value for. */
  static Field absent(String name, FieldType type, Absence absence, String summary) {
    Extractor none = type == FieldType.TEXT ? (Extractor.Text) c -> null : absent(type);
    return new Field(name, type, Argument.OPTIONAL, absence, summary, argument -> none);
  }

  private static Extractor absent(FieldType type) {
    return type == FieldType.ADDRESS || type == FieldType.NETWORK
        ? (Extractor.Address) c -> null
        : (Extractor.Numeric) c -> Extractor.ABSENT;
  }
}
