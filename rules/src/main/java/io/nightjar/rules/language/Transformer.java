package io.nightjar.rules.language;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A function on a field's value: {@code tolower(proc.name)}. */
public enum Transformer {
  TOLOWER,
  TOUPPER,
  BASENAME,
  LEN;

  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Transformer of(String symbol) {
    for (Transformer transformer : values()) {
      if (transformer.symbol().equals(symbol)) {
        return transformer;
      }
    }
    return null;
  }
}
