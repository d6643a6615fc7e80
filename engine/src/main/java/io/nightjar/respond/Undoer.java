package io.nightjar.respond;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.store.Database;
import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes responses back. An undo that fails leaves the response in force; where trying again may
 * help it is tried again by a stored timer, until it is undone or refused.
 */
final class Undoer {

  private static final String PERSON = "person:";
  private static final int LONGEST_PAUSE_FACTOR = 15;

  private final Database database;
  private final Map<String, Action> actions;
  private final Steps steps;
  private final Hands hands;
  private final Duration againAfter;
  private final InstantSource clock;

  Undoer(
      Database database,
      Map<String, Action> actions,
      Steps steps,
      Hands hands,
      Duration againAfter,
      InstantSource clock) {
    this.database = database;
    this.actions = actions;
    this.steps = steps;
    this.hands = hands;
    this.againAfter = againAfter;
    this.clock = clock;
  }

  /** Begins the undo, or says why not. */
  DeskReply begin(Transaction transaction, Response response, String actor, String comment)
      throws SQLException {
    return begin(transaction, response, actor, comment, Map.of("comment", comment));
  }

  /** The same by a person, with the proof of who it is. */
  DeskReply begin(Transaction transaction, Response response, Speaker who, String comment)
      throws SQLException {
    Map<String, String> details =
        who.vouchedBy().isEmpty()
            ? Map.of("comment", comment)
            : Map.of("comment", comment, "vouchedBy", who.vouchedBy());
    return begin(transaction, response, PERSON + who.name(), comment, details);
  }

  private DeskReply begin(
      Transaction transaction,
      Response response,
      String actor,
      String comment,
      Map<String, String> details)
      throws SQLException {
    DeskReply.Refused refusal = refusal(response);
    if (refusal != null) {
      return refusal;
    }
    String why = "undo by " + actor + (comment.isBlank() ? "" : ": " + comment);
    Response undoing =
        ResponseChange.of(response).to(ResponseState.UNDOING, why).at(clock.instant());
    steps.write(transaction, response.state(), undoing, actor, details);
    if (actor.startsWith(PERSON)) {
      ActTable.takenBack(transaction, undoing);
    }
    steps.cancelTimers(transaction, undoing, Timer.Kind.UNDO);
    transaction.afterCommit(() -> resume(undoing));
    return new DeskReply.Done(undoing);
  }

  private DeskReply.@Nullable Refused refusal(Response response) {
    String what = response.request().actionId();
    Action action = actions.get(what);
    if (action == null || !action.descriptor().reversible()) {
      return new DeskReply.Refused(Cause.IRREVERSIBLE, what + " cannot be undone");
    }
    if (response.state() != ResponseState.SUCCEEDED) {
      return new DeskReply.Refused(
          Cause.WRONG_STATE,
          "only what succeeded can be undone; the response is " + response.state().words());
    }
    return response.dryRun()
        ? new DeskReply.Refused(
            Cause.WRONG_STATE, "it was a dry run and changed nothing; there is nothing to undo")
        : null;
  }

  /** Undoes a response that is being undone. */
  void resume(Response response) {
    String key = Hands.lane(response.request());
    hands.inLane(key, response.id(), () -> run(response, key));
  }

  private void run(Response begun, String key) {
    // at a start, a timer that was missed and the taking up of what was under way may both begin it
    Response response =
        database.read(connection -> ResponseTable.find(connection, begun.id())).orElseThrow();
    if (response.state() != ResponseState.UNDOING) {
      return;
    }
    CrashPoint.UNDO_BEFORE_CALL.reached();
    UndoOutcome outcome = perform(response);
    CrashPoint.UNDO_ANSWERED_BEFORE_OUTCOME.reached();
    hands.inSameTurn(
        key,
        response.id(),
        () -> database.write(transaction -> finish(transaction, response.id(), outcome)));
  }

  private UndoOutcome perform(Response response) {
    ResponseRequest request = response.request();
    Action action = actions.get(request.actionId());
    if (action == null || !(response.outcome() instanceof Outcome.Succeeded succeeded)) {
      return new UndoOutcome.Failed(
          Kind.UNSUPPORTED, "this Nightjar does not know how to undo " + request.actionId());
    }
    JsonNode before = Json.asWritten(succeeded.beforeState());
    ActionRequest asked =
        new ActionRequest(
            request.id(), request.actionId(), request.target(), request.parameters(), false);
    return hands
        .calls(request.actionId())
        .call(hands.called(request), () -> action.undo(asked, before), UndoOutcome.Failed::new);
  }

  private Response finish(Transaction transaction, String id, UndoOutcome outcome)
      throws SQLException {
    Response response = ResponseTable.find(transaction.connection(), id).orElseThrow();
    if (response.state() != ResponseState.UNDOING) {
      return response; // this outcome was written before
    }
    ResponseChange change = ResponseChange.of(response).undone(outcome);
    Instant now = clock.instant();
    Response done =
        switch (outcome) {
          case UndoOutcome.Undone undone ->
              change.to(ResponseState.UNDONE, String.join("; ", undone.changes())).at(now);
          case UndoOutcome.Refused refused ->
              change.to(ResponseState.UNDO_REFUSED, refused.why()).at(now);
          case UndoOutcome.Failed failed ->
              change
                  .to(
                      ResponseState.SUCCEEDED,
                      "still in force, the undo failed: " + failed.kind() + ": " + failed.cause())
                  .at(now);
        };
    steps.write(
        transaction, response.state(), done, AuditDraft.NIGHTJAR, Outcomes.details(outcome));
    if (outcome instanceof UndoOutcome.Failed failed && mayHelp(failed.kind())) {
      steps.startTimer(transaction, id, Timer.Kind.UNDO, now.plus(pause(transaction, id)));
    }
    return done;
  }

  private static boolean mayHelp(Kind kind) {
    return switch (kind) {
      case UNAVAILABLE, CONFLICT -> true;
      case WRONG_TARGET, REFUSED, UNSUPPORTED -> false;
    };
  }

  private Duration pause(Transaction transaction, String id) throws SQLException {
    int fired = TimerTable.fired(transaction.connection(), id, Timer.Kind.UNDO);
    return againAfter.multipliedBy(Math.min(1L << Math.min(fired, 10), LONGEST_PAUSE_FACTOR));
  }
}
