package io.nightjar.http;

/** What a handler answers. */
sealed interface Reply {

  /** One JSON value. */
  record Json(int status, Object body) implements Reply {}

  /**
   * The feed of events from {@code since} on, until the client leaves.
   *
   * @param since number of the last event that the client has seen
   */
  record Events(long since) implements Reply {}

  static Reply ok(Object body) {
    return new Json(200, body);
  }
}
