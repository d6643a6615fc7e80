package io.nightjar.rules.field;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A field of the registry.
 *
 * @param summary one sentence for the reference
 * @param bind makes the extractor for an argument, null if the field stands without one; null for
 *     an argument that it does not take
 */
public record Field(
    String name,
    FieldType type,
    Argument argument,
    boolean available,
    String summary,
    Function<@Nullable String, @Nullable Extractor> bind) {

  /** Whether the field takes something in brackets. */
  public enum Argument {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  static Field plain(String name, FieldType type, String summary, Extractor extractor) {
    return new Field(name, type, Argument.NONE, true, summary, argument -> extractor);
  }

  /** A field of the language that this driver never has a value for. */
  static Field unavailable(String name, FieldType type, String summary) {
    Extractor none = type == FieldType.TEXT ? (Extractor.Text) c -> null : absent(type);
    return new Field(name, type, Argument.OPTIONAL, false, summary, argument -> none);
  }

  private static Extractor absent(FieldType type) {
    return type == FieldType.ADDRESS || type == FieldType.NETWORK
        ? (Extractor.Address) c -> null
        : (Extractor.Numeric) c -> Extractor.ABSENT;
  }
}
