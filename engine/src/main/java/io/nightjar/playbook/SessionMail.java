package io.nightjar.playbook;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What waits in the mailbox of a session. */
sealed interface SessionMail {

  /** Something happened. */
  record Happened(SessionFact fact) implements SessionMail {}

  /** Something happened before Nightjar started. */
  record Past(SessionFact fact) implements SessionMail {}

  /** An incident that began before the past that is told. */
  record Stored(Incident incident) implements SessionMail {}

  /** All that happened before is told. */
  record PastOver(CompletableFuture<Void> done) implements SessionMail {}

  /**
   * Go on with another session, which has learnt all but the newest facts.
   *
   * @param done told for how long nothing was decided
   */
  record Swap(Successor next, CompletableFuture<Duration> done) implements SessionMail {}

  /** All that came before is decided on and told. */
  record Reached(CompletableFuture<Void> done) implements SessionMail {}

  /** Look at {@code closed} now. */
  record WakeUp() implements SessionMail {}
}
