package io.nightjar.rules.language;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A function of several values: {@code join("-", (proc.name, proc.pname))}. */
public enum ValueFunction {
  JOIN,
  CONCAT,
  GETOPT,
  /** A text as it is written, which a transformer stands around. */
  CONSTANT;

  public String symbol() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable ValueFunction of(String symbol) {
    return switch (symbol) {
      case "join" -> JOIN;
      case "concat" -> CONCAT;
      case "getopt" -> GETOPT;
      default -> null;
    };
  }
}
