package io.nightjar.respond;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.respond.Response.GuardFinding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next form of a response, from its present one. */
final class ResponseChange {

  private final ResponseRequest request;
  private final boolean dryRun;
  private ResponseState state;
  private String reason;
  private String decidedBy;
  private Answers answers;
  private @Nullable Instant expiresAt;
  private @Nullable Outcome outcome;
  private @Nullable UndoOutcome undoOutcome;
  private @Nullable Long latencyMillis;
  private List<GuardFinding> findings;
  private int repeats;

  private ResponseChange(Response from) {
    request = from.request();
    dryRun = from.dryRun();
    state = from.state();
    reason = from.reason();
    decidedBy = from.decidedBy();
    answers = from.answers();
    expiresAt = from.expiresAt();
    outcome = from.outcome();
    undoOutcome = from.undoOutcome();
    latencyMillis = from.latencyMillis();
    findings = from.findings();
    repeats = from.repeats();
  }

  static ResponseChange of(Response from) {
    return new ResponseChange(from);
  }

  /**
   * @throws IllegalStateException when that transition is not legal
   */
  ResponseChange to(ResponseState next, String why) {
    state = state.to(next);
    reason = why;
    expiresAt = null;
    return this;
  }

  /** More words to the reason; the state stays. */
  ResponseChange noted(String words) {
    reason = reason + "; " + words;
    return this;
  }

  ResponseChange expiring(Instant at) {
    expiresAt = at;
    return this;
  }

  ResponseChange found(List<GuardFinding> all) {
    findings = all;
    return this;
  }

  ResponseChange decidedBy(String who) {
    decidedBy = who;
    return this;
  }

  ResponseChange answers(Answers so) {
    answers = so;
    return this;
  }

  ResponseChange answered(Outcome result, long millis) {
    outcome = result;
    latencyMillis = millis;
    return this;
  }

  ResponseChange undone(UndoOutcome result) {
    undoOutcome = result;
    return this;
  }

  ResponseChange repeated() {
    repeats++;
    return this;
  }

  Response at(Instant now) {
    return new Response(
        request,
        state,
        reason,
        decidedBy,
        answers,
        expiresAt,
        dryRun,
        outcome,
        undoOutcome,
        latencyMillis,
        findings,
        repeats,
        now);
  }
}
