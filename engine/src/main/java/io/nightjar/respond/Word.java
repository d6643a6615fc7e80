package io.nightjar.respond;

/** What a person can say to a response that waits for one. */
public enum Word {
  APPROVE,
  DENY,
  ACKNOWLEDGE
}
