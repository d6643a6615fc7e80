package io.nightjar.incident;

import java.util.Locale;

/** Where an incident stands. */
public enum IncidentState {
  OPEN,
  /** Somebody looks at it. */
  ACKNOWLEDGED,
  CLOSED;

  /** As people and the command line write it. */
  public String words() {
    return name().toLowerCase(Locale.ROOT);
  }
}
