package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out later whether an action that failed for want of an answer had happened after all: then
 * it counts as done from there on, and is undone when its time comes. Only asks, repeats nothing;
 * asks again, ever more seldom, while nobody answers.
 */
final class SecondLook {

  private static final Logger LOG = LoggerFactory.getLogger(SecondLook.class);
  private static final int LONGEST_PAUSE_FACTOR = 15;

  private final Database database;
  private final Map<String, Action> actions;
  private final Steps steps;
  private final Hands hands;
  private final Duration after;
  private final InstantSource clock;

  SecondLook(
      Database database,
      Map<String, Action> actions,
      Steps steps,
      Hands hands,
      Duration after,
      InstantSource clock) {
    this.database = database;
    this.actions = actions;
    this.steps = steps;
    this.hands = hands;
    this.after = after;
    this.clock = clock;
  }

  /** Sets the time for it, where the outcome leaves a doubt. */
  void plan(Transaction transaction, Response done, Instant now) throws SQLException {
    if (done.outcome() instanceof Outcome.Failed failed
        && failed.kind() == Kind.UNAVAILABLE
        && !done.dryRun()) {
      steps.startTimer(transaction, done.id(), Timer.Kind.LOOK_AGAIN, now.plus(after));
    }
  }

  /**
   * @param timerId whose work this is; it is done when the answer is written
   */
  void take(Response failed, long timerId) {
    String key = Hands.lane(failed.request());
    hands.inLane(key, failed.id(), () -> run(failed, key, timerId));
  }

  private void run(Response failed, String key, long timerId) {
    CrashPoint.SECOND_LOOK_BEFORE_CALL.reached();
    Outcome found = look(failed.request());
    hands.inSameTurn(
        key,
        failed.id(),
        () -> database.write(transaction -> finish(transaction, failed.id(), timerId, found)));
  }

  private Outcome look(ResponseRequest request) {
    Action action = actions.get(request.actionId());
    if (action == null) {
      return new Outcome.Failed(Kind.UNSUPPORTED, "there is no action " + request.actionId());
    }
    ActionRequest asked =
        new ActionRequest(
            request.id(), request.actionId(), request.target(), request.parameters(), false);
    return hands
        .calls(request.actionId())
        .call(
            hands.called(request),
            () ->
                action
                    .recover(asked)
                    .map(Outcome.class::cast)
                    .orElseGet(() -> new Outcome.NothingToDo("nothing of it is to be seen")),
            Outcome.Failed::new);
  }

  private Response finish(Transaction transaction, String id, long timerId, Outcome found)
      throws SQLException {
    Instant now = clock.instant();
    TimerTable.done(transaction, timerId, now);
    Response response = ResponseTable.find(transaction.connection(), id).orElseThrow();
    if (response.state() != ResponseState.FAILED) {
      return response;
    }
    return switch (found) {
      case Outcome.Succeeded succeeded -> succeeded(transaction, response, succeeded, now);
      case Outcome.NothingToDo nothing -> {
        note(transaction, response, nothing.why(), now);
        yield response;
      }
      case Outcome.Failed failed -> {
        if (failed.kind() == Kind.UNAVAILABLE) {
          steps.startTimer(
              transaction, id, Timer.Kind.LOOK_AGAIN, now.plus(pause(transaction, id)));
        } else {
          note(transaction, response, "whether it happened cannot be seen: " + failed.cause(), now);
        }
        yield response;
      }
    };
  }

  private Response succeeded(
      Transaction transaction, Response response, Outcome.Succeeded succeeded, Instant now)
      throws SQLException {
    Long latency = response.latencyMillis();
    Response done =
        ResponseChange.of(response)
            .to(
                ResponseState.SUCCEEDED,
                "it had happened, though the answer was lost: " + Outcomes.words(succeeded, false))
            .answered(succeeded, latency == null ? 0 : latency)
            .at(now);
    steps.write(
        transaction, response.state(), done, AuditDraft.NIGHTJAR, Outcomes.details(succeeded));
    steps.startUndoTimer(transaction, done, actions.get(done.request().actionId()), now);
    LOG.info("response {} had happened, though the answer was lost", done.id());
    return done;
  }

  private void note(Transaction transaction, Response response, String what, Instant now)
      throws SQLException {
    steps.note(
        transaction,
        response,
        AuditDraft.of(now, "response.looked-again", response.id(), AuditDraft.NIGHTJAR),
        Map.of("found", what));
  }

  private Duration pause(Transaction transaction, String id) throws SQLException {
    int looks = TimerTable.fired(transaction.connection(), id, Timer.Kind.LOOK_AGAIN);
    return after.multipliedBy(Math.min(1L << Math.min(looks, 10), LONGEST_PAUSE_FACTOR));
  }
}
