package io.nightjar.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person does with an incident. */
public enum IncidentVerb {
  ACKNOWLEDGE,
  CLOSE,
  REOPEN;

  /** As paths and the command line write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<IncidentVerb> of(String word) {
    return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }
}
