package io.nightjar.rules.field;

import org.jspecify.annotations.Nullable;

/** Where the events of a rule come from: the {@code source} of the rule language. */
public enum RuleSource {
  SYSCALL("syscall"),
  K8S_AUDIT("k8s_audit");

  private final String symbol;

  RuleSource(String symbol) {
    this.symbol = symbol;
  }

  /** As rules and alerts write it. */
  public String symbol() {
    return symbol;
  }

  public static @Nullable RuleSource of(String symbol) {
    for (RuleSource source : values()) {
      if (source.symbol.equals(symbol)) {
        return source;
      }
    }
    return null;
  }
}
