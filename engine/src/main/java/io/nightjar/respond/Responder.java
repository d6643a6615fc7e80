package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Gate;
import io.nightjar.gate.Verdict;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries allowed responses out: one at a time on each target, the intent written before, the
 * outcome after. What cannot be written is not done.
 */
final class Responder {

  private static final Logger LOG = LoggerFactory.getLogger(Responder.class);

  private final Database database;
  private final Gate gate;
  private final Map<String, Action> actions;
  private final Steps steps;
  private final Hands hands;
  private final SecondLook secondLook;
  private final Waits waits;
  private final InstantSource clock;

  Responder(
      Database database,
      Gate gate,
      Map<String, Action> actions,
      Steps steps,
      Hands hands,
      SecondLook secondLook,
      InstantSource clock) {
    this.database = database;
    this.gate = gate;
    this.actions = actions;
    this.steps = steps;
    this.hands = hands;
    this.secondLook = secondLook;
    this.waits = new Waits(database, gate, steps, clock);
    this.clock = clock;
  }

  /** Executes a response that is allowed, or was being executed when Nightjar died. */
  void execute(Response response) {
    String key = Hands.lane(response.request());
    hands.inLane(key, response.id(), () -> run(response.id(), key));
  }

  private void run(String id, String key) {
    boolean begunBefore = isExecuting(id);
    if (begunBefore && gate.killSwitch().engaged() != null) {
      // begun before a restart; whether it acted is found out when acting is allowed again
      hands.inLaneAgain(key, id, () -> run(id, key));
      return;
    }
    Optional<Response> begun = database.write(transaction -> begin(transaction, id));
    if (begun.isEmpty()) {
      return;
    }
    Response response = begun.get();
    ResponseRequest request = response.request();
    CrashPoint.INTENT_BEFORE_CALL.reached();
    Outcome answer = perform(request, response.dryRun());
    Outcome outcome = begunBefore ? doubted(answer) : answer;
    CrashPoint.ANSWERED_BEFORE_OUTCOME.reached();
    Instant answered = clock.instant();
    hands.inSameTurn(
        key, id, () -> database.write(transaction -> finish(transaction, id, outcome, answered)));
    CrashPoint.OUTCOME_WRITTEN.reached();
  }

  /** Where nothing is left to do, this may be because it was done before the restart. */
  private static Outcome doubted(Outcome outcome) {
    return outcome instanceof Outcome.NothingToDo nothing
        ? new Outcome.NothingToDo(
            nothing.why() + "; begun before a restart, so that may be its own doing")
        : outcome;
  }

  private boolean isExecuting(String id) {
    return database
        .read(connection -> ResponseTable.find(connection, id))
        .filter(response -> response.state() == ResponseState.EXECUTING)
        .isPresent();
  }

  private Outcome perform(ResponseRequest request, boolean dryRun) {
    Action action = actions.get(request.actionId());
    if (action == null) {
      return new Outcome.Failed(
          Outcome.Failed.Kind.UNSUPPORTED, "there is no action " + request.actionId());
    }
    ActionRequest asked =
        new ActionRequest(
            request.id(), request.actionId(), request.target(), request.parameters(), dryRun);
    return hands
        .calls(request.actionId())
        .call(
            hands.called(request),
            hands.calls(request.actionId()).timeLimit(action.timeLimit(asked)),
            () -> executed(action, asked),
            Outcome.Failed::new,
            waits.of(request, dryRun));
  }

  // an answer that was lost, or a crash before it was stored, must not cost the undo: what this
  // very response did before is its own success, not nothing to do
  private static Outcome executed(Action action, ActionRequest asked) {
    Outcome outcome = action.execute(asked);
    return outcome instanceof Outcome.NothingToDo && !asked.dryRun()
        ? action.recover(asked).map(Outcome.class::cast).orElse(outcome)
        : outcome;
  }

  /** Writes the intent; empty when there is nothing to execute any more. */
  private Optional<Response> begin(Transaction transaction, String id) throws SQLException {
    Response response = ResponseTable.find(transaction.connection(), id).orElseThrow();
    return switch (response.state()) {
      case EXECUTING -> {
        steps.note(
            transaction,
            response,
            AuditDraft.of(clock.instant(), "response.reconciling", id, AuditDraft.NIGHTJAR),
            Map.of());
        transaction.afterCommit(CrashPoint.RECONCILING_BEFORE_CALL::reached);
        yield Optional.of(response);
      }
      case ALLOWED -> {
        Response next = nextOfAllowed(transaction, response);
        yield next.state() == ResponseState.EXECUTING ? Optional.of(next) : Optional.empty();
      }
      case REQUESTED,
          DENIED,
          AWAITING_APPROVAL,
          REJECTED,
          EXPIRED,
          SUCCEEDED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDOING,
          UNDONE,
          UNDO_REFUSED ->
          Optional.empty();
    };
  }

  private Response nextOfAllowed(Transaction transaction, Response response) throws SQLException {
    Instant now = clock.instant();
    Denial denial = denial(transaction, response);
    Response next =
        denial == null
            ? ResponseChange.of(response).to(ResponseState.EXECUTING, response.reason()).at(now)
            : ResponseChange.of(response).to(ResponseState.DENIED, denial.why()).at(now);
    steps.write(
        transaction,
        response.state(),
        next,
        AuditDraft.NIGHTJAR,
        denial == null ? Map.of() : Map.of("guard", denial.guard()));
    return next;
  }

  private @Nullable Denial denial(Transaction transaction, Response response) throws SQLException {
    String agreed = ResponseTable.digest(transaction.connection(), response.id());
    if (!agreed.equals(ActionDigest.of(response.request()))) {
      return new Denial("digest", "the stored action is not the one that was judged");
    }
    return gate.judgeAgain(response.request()) instanceof Verdict.Denied denied
        ? new Denial(denied.guard(), denied.why())
        : null;
  }

  private Response finish(Transaction transaction, String id, Outcome outcome, Instant answered)
      throws SQLException {
    Response response = ResponseTable.find(transaction.connection(), id).orElseThrow();
    if (response.state() != ResponseState.EXECUTING) {
      return response; // this outcome was written before
    }
    ResponseRequest request = response.request();
    long latency = Math.max(0, Duration.between(request.detectionTime(), answered).toMillis());
    Response done =
        ResponseChange.of(response)
            .to(Outcomes.state(outcome), Outcomes.words(outcome, response.dryRun()))
            .answered(outcome, latency)
            .at(answered);
    Map<String, Object> details = Outcomes.details(outcome);
    details.put("latencyMillis", latency);
    steps.write(transaction, response.state(), done, AuditDraft.NIGHTJAR, details);
    steps.startUndoTimer(transaction, done, actions.get(request.actionId()), answered);
    secondLook.plan(transaction, done, answered);
    LOG.info("response {}: {} in {} ms after the system call", id, done.state().words(), latency);
    return done;
  }

  private record Denial(String guard, String why) {}
}
