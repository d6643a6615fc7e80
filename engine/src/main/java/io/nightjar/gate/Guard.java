package io.nightjar.gate;

import io.nightjar.respond.ResponseRequest;

/**
 * One reason why a request might not act at once. Answers from memory and never blocks; the gate
 * calls guards one at a time.
 */
public interface Guard {

  /** For people and the audit trail: {@code protected-targets}. */
  String name();

  /**
   * @param soFar what the guards before it made of the request
   */
  Answer check(ResponseRequest request, Judgement soFar);
}
