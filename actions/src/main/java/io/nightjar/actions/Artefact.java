package io.nightjar.actions;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One file of evidence.
 *
 * @param name in the response's folder; never anything that an attacker chose
 * @param kind {@code processes}, {@code packets} and so on
 * @param what it is of, for people; may hold what an attacker chose
 * @param bytes of it
 * @param sha256 of it, 64 hex digits
 * @param truncated why it is not whole, or empty
 */
public record Artefact(
    String name,
    String kind,
    String what,
    long bytes,
    String sha256,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String truncated) {
  public Artefact {
    // a value that was left out as empty comes back as null
    truncated = truncated == null ? "" : truncated;
  }
}
