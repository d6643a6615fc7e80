package io.nightjar.gate;

import io.nightjar.respond.ApprovalAsk;

/** What one guard says of a request, always with its reason. */
public sealed interface Answer {

  String why();

  /** Nothing against it. */
  record Pass(String why) implements Answer {}

  /** Nothing against it, as long as it only says what it would do. */
  record DryRun(String why) implements Answer {}

  /**
   * As a dry run, and nobody is asked either: a person would have been, where another guard asks.
   */
  record Draft(String why) implements Answer {}

  /** A person must agree first. */
  record Ask(ApprovalAsk ask, String why) implements Answer {}

  /** Nothing that is known is against it, but what it depends on is not known. */
  record NotJudged(String why) implements Answer {}

  /** Response {@code responseId} does or awaits the same already. */
  record Join(String responseId, String why) implements Answer {}

  /** It must not happen. */
  record Deny(String why) implements Answer {}
}
