package io.nightjar.cli;

/** What was typed cannot be done; the message says what to type instead. */
public final class UsageFailure extends Exception {

  public UsageFailure(String message) {
    super(message);
  }
}
