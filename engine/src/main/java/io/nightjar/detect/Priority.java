package io.nightjar.detect;

/** Falco's priorities, the most severe first. */
public enum Priority {
  EMERGENCY,
  ALERT,
  CRITICAL,
  ERROR,
  WARNING,
  NOTICE,
  INFORMATIONAL,
  DEBUG;

  public boolean atLeast(Priority other) {
    return compareTo(other) <= 0;
  }
}
