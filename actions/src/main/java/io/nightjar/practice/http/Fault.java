package io.nightjar.practice.http;

import java.time.Duration;

/** What may go wrong with a request on demand. */
public sealed interface Fault {

  /**
   * Refuses the request without doing it.
   *
   * @param retryAfterSeconds sent as Retry-After unless 0
   */
  record Refuse(int code, String reason, int retryAfterSeconds) implements Fault {}

  /** Does the request, and closes the connection instead of answering. */
  record LoseAnswer() implements Fault {}

  /** Closes the connection without doing the request. */
  record HangUp() implements Fault {}

  /** Does the request at once, and answers after a while. */
  record AnswerLate(Duration after) implements Fault {}

  /** Does the request after a while. */
  record Delay(Duration duration) implements Fault {}

  static Fault conflict() {
    return new Refuse(409, "Conflict", 0);
  }

  static Fault tooManyRequests(int retryAfterSeconds) {
    return new Refuse(429, "TooManyRequests", retryAfterSeconds);
  }

  static Fault unavailable() {
    return new Refuse(503, "ServiceUnavailable", 0);
  }

  static Fault internalError() {
    return new Refuse(500, "InternalError", 0);
  }
}
