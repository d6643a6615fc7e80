package io.nightjar.detect;

/** Falco's priorities, the most severe last: {@code WARNING} is greater than {@code NOTICE}. */
public enum Priority {
  DEBUG,
  INFORMATIONAL,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL,
  ALERT,
  EMERGENCY;

  public boolean atLeast(Priority other) {
    return compareTo(other) >= 0;
  }
}
