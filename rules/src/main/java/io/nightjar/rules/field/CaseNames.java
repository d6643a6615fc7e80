package io.nightjar.rules.field;

import io.nightjar.rules.language.Suggestion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names of flags, errors and capabilities, the other way round: for those who describe events.
 */
public final class CaseNames {
  private CaseNames() {}

  /** Bits of capabilities by name; an unknown name has none. */
  public static long capabilities(List<String> names) {
    return IdentityFields.capabilityBits(String.join(" ", names));
  }

  /** The value of {@code O_WRONLY|O_CREAT}, of a decimal or hexadecimal number, or null. */
  public static @Nullable Long flags(String text) {
    long bits = 0;
    for (String part : text.split("\\|")) {
      Long value = Flags.bitsOf(part.strip());
      if (value == null) {
        value = number(part.strip());
      }
      if (value == null) {
        return null;
      }
      bits |= value;
    }
    return bits;
  }

  /** The value of an octal number or of mode bits by name, or null. */
  public static @Nullable Long mode(String text) {
    return text.matches("[0-7]{1,6}") ? (Long) Long.parseLong(text, 8) : flags(text);
  }

  /** What a call returned: a number, or an error by name as a negative number; null if neither. */
  public static @Nullable Long result(String text) {
    Integer error = NameTable.errno(text);
    return error == null ? number(text) : (Long) (long) -error;
  }

  /** Nearest known event type. */
  public static @Nullable String eventHint(String name) {
    return Suggestion.didYouMean(name, EventNames.known());
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
