package io.nightjar.rules.compile;

import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.language.Transformer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies transformers to the text of a field, innermost first. */
public final class Transformed {
  private Transformed() {}

  /** The transformed text, or null if the field has none. */
  public static @Nullable String text(
      EventContext context, Extractor.Text text, List<Transformer> transformers) {
    String value = text.text(context);
    for (Transformer transformer : transformers) {
      value = value == null ? null : apply(transformer, value);
    }
    return value;
  }

  /** One transformer on one text; a length comes as its digits. */
  static String apply(Transformer transformer, String value) {
    return switch (transformer) {
      case TOLOWER -> mapLetters(value, 'A', 'Z', 32);
      case TOUPPER -> mapLetters(value, 'a', 'z', -32);
      case BASENAME -> value.substring(value.lastIndexOf('/') + 1);
      case LEN -> Integer.toString(value.getBytes(StandardCharsets.UTF_8).length);
    };
  }

  private static String mapLetters(String value, char from, char to, int by) {
    StringBuilder mapped = new StringBuilder(value);
    for (int i = 0; i < mapped.length(); i++) {
      char c = mapped.charAt(i);
      if (c >= from && c <= to) {
        mapped.setCharAt(i, (char) (c + by));
      }
    }
    return mapped.toString();
  }
}
