package io.nightjar.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Falco's priorities, the most severe first. */
public enum RulePriority {
  EMERGENCY,
  ALERT,
  CRITICAL,
  ERROR,
  WARNING,
  NOTICE,
  INFORMATIONAL,
  DEBUG;

  private final String displayName =
      name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);

  /** The name in any case; {@code info} is short for informational; null if there is no such. */
  public static @Nullable RulePriority of(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    for (RulePriority priority : values()) {
      if (priority.name().equals(upper)) {
        return priority;
      }
    }
    return upper.equals("INFO") ? INFORMATIONAL : null;
  }

  public boolean atLeast(RulePriority other) {
    return compareTo(other) <= 0;
  }

  /** As alerts spell it: {@code Warning}. */
  public String displayName() {
    return displayName;
  }
}
