package io.nightjar.playbook;

import io.nightjar.respond.ResponseRequest;

/** What came out of the session. */
public sealed interface Decision {

  /** A playbook asks for a response. */
  record Asked(ResponseRequest request) implements Decision {}

  /** A playbook wants people to be told. */
  record Told(Notice notice) implements Decision {}

  /** A playbook asked for something that has no target; kept so that "why not?" has an answer. */
  record NotPossible(Skipped skipped) implements Decision {}

  /** A playbook was taken out of the session because it failed; the others go on. */
  record TakenOut(PlaybookFault fault) implements Decision {}
}
