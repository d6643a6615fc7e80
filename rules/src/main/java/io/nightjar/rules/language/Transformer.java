package io.nightjar.rules.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A function on one value: {@code tolower(proc.name)}. */
public enum Transformer {
  TOLOWER,
  TOUPPER,
  B64,
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

  static List<String> symbols() {
    return Arrays.stream(values()).map(Transformer::symbol).toList();
  }
}
