package io.nightjar.rules.compile;

import io.nightjar.driver.Arg;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.language.Transformer;
import io.nightjar.rules.match.Base64Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a transformer around what reads a field. */
final class Transformed {
  private Transformed() {}

  /** The transformed text; missing where the text is, or where it cannot be decoded. */
  static Extractor.Text text(Transformer transformer, Extractor.Text inner) {
    return context -> {
      String value = inner.text(context);
      return value == null ? null : apply(transformer, value);
    };
  }

  /** Each of the texts transformed; missing where one cannot be. */
  static Extractor.TextList texts(Transformer transformer, Extractor.TextList inner) {
    return context -> {
      List<String> values = inner.texts(context);
      if (values == null) {
        return null;
      }
      List<String> transformed = new ArrayList<>(values.size());
      for (String value : values) {
        String one = apply(transformer, value);
        if (one == null) {
          return null;
        }
        transformed.add(one);
      }
      return transformed;
    };
  }

  /** Bytes of a text. */
  static Extractor.Numeric length(Extractor.Text inner) {
    return context -> length(inner, context);
  }

  private static long length(Extractor.Text inner, EventContext context) {
    Arg argument = inner.argument(context);
    if (argument != null) {
      return context.event().textLength(argument);
    }
    String value = inner.text(context);
    return value == null ? Extractor.ABSENT : value.getBytes(StandardCharsets.UTF_8).length;
  }

  /** How many there are. */
  static Extractor.Numeric count(Extractor.TextList inner) {
    return context -> {
      List<String> values = inner.texts(context);
      return values == null ? Extractor.ABSENT : values.size();
    };
  }

  private static @Nullable String apply(Transformer transformer, String value) {
    return switch (transformer) {
      case TOLOWER -> mapLetters(value, 'A', 'Z', 32);
      case TOUPPER -> mapLetters(value, 'a', 'z', -32);
      case BASENAME -> value.substring(value.lastIndexOf('/') + 1);
      case B64 -> Base64Text.decode(value);
      case LEN -> throw new IllegalStateException("a length is a number");
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
