package io.nightjar.respond;

import io.nightjar.actions.Action;
import io.nightjar.audit.AuditDraft;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Durations;
import io.nightjar.gate.Gate;
import io.nightjar.respond.ApprovalAsk.Unanswered;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when a timer is due: claimed and done in one transaction, so once. */
final class DueTimers {

  private static final Logger LOG = LoggerFactory.getLogger(DueTimers.class);
  private static final String TIMER = "nightjar:timer";
  private static final Duration STORE_AGAIN_AFTER = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(5);

  private final Database database;
  private final Gate gate;
  private final Map<String, Action> actions;
  private final Steps steps;
  private final Responder responder;
  private final Undoer undoer;
  private final SecondLook secondLook;
  private final Announcer announcer;
  private final InstantSource clock;

  DueTimers(
      Database database,
      Gate gate,
      Map<String, Action> actions,
      Steps steps,
      Responder responder,
      Undoer undoer,
      SecondLook secondLook,
      Announcer announcer,
      InstantSource clock) {
    this.database = database;
    this.gate = gate;
    this.actions = actions;
    this.steps = steps;
    this.responder = responder;
    this.undoer = undoer;
    this.secondLook = secondLook;
    this.announcer = announcer;
    this.clock = clock;
  }

  void wake(Timer timer, Timers timers) {
    if (clock.instant().toEpochMilli() < timer.due().toEpochMilli()) {
      timers.schedule(timer);
      return;
    }
    CrashPoint.TIMER_DUE.reached();
    try {
      database.write(transaction -> fire(transaction, timer));
    } catch (RuntimeException e) {
      LOG.error("{} could not do its work and fires again", timer, e);
      timers.schedule(timer.at(clock.instant().plus(STORE_AGAIN_AFTER)));
    }
  }

  private boolean fire(Transaction transaction, Timer timer) throws SQLException {
    Instant now = clock.instant();
    if (!TimerTable.claim(transaction, timer, now)) {
      return false;
    }
    Response response =
        ResponseTable.find(transaction.connection(), timer.responseId()).orElseThrow();
    switch (timer.kind()) {
      case ESCALATE -> escalate(transaction, response, timer, now);
      case EXPIRE -> expire(transaction, response, now);
      case UNDO -> undo(transaction, response, now);
      case LOOK_AGAIN -> transaction.afterCommit(() -> secondLook.take(response, timer.id()));
    }
    if (!isFollowed(timer, response)) {
      TimerTable.done(transaction, timer.id(), now);
    }
    return true;
  }

  /** Whether more than this transaction has to happen before it is done. */
  private static boolean isFollowed(Timer timer, Response response) {
    return switch (timer.kind()) {
      case ESCALATE -> response.state() == ResponseState.AWAITING_APPROVAL;
      case LOOK_AGAIN -> true;
      case EXPIRE, UNDO -> false;
    };
  }

  /** Does what still has to follow from a timer that fired before a restart. */
  void follow(Timer timer, Response response) {
    switch (timer.kind()) {
      case ESCALATE -> tellIfStillUnanswered(response, timer.id());
      case LOOK_AGAIN -> secondLook.take(response, timer.id());
      case EXPIRE, UNDO -> {}
    }
  }

  private void escalate(Transaction transaction, Response response, Timer timer, Instant now)
      throws SQLException {
    ApprovalAsk ask = response.request().approval();
    if (response.state() != ResponseState.AWAITING_APPROVAL || ask == null) {
      return;
    }
    int step = response.answers().escalations();
    Response escalated =
        ResponseChange.of(response)
            .answers(response.answers().escalated())
            .at(response.updatedAt());
    steps.note(
        transaction,
        escalated,
        AuditDraft.of(now, "approval.escalated", response.id(), TIMER),
        Map.of("to", ask.to(step), "step", step + 1, "due", timer.due().toString()));
    Duration next = ask.due(step + 1);
    Instant expires = response.expiresAt();
    if (next != null && expires != null) {
      Instant asked = expires.minus(ask.within());
      steps.startTimer(transaction, response.id(), Timer.Kind.ESCALATE, asked.plus(next));
    }
    transaction.afterCommit(
        () -> {
          CrashPoint.ESCALATED_BEFORE_TELLING.reached();
          tell(escalated, timer.id());
        });
  }

  /** Somebody may have answered before the restart: then nobody is to be woken any more. */
  private void tellIfStillUnanswered(Response response, long timerId) {
    if (response.state() == ResponseState.AWAITING_APPROVAL) {
      tell(response, timerId);
    } else {
      database.write(transaction -> done(transaction, timerId));
    }
  }

  private boolean done(Transaction transaction, long timerId) throws SQLException {
    TimerTable.done(transaction, timerId, clock.instant());
    return true;
  }

  /** Tells of an escalation, and only then counts it as done. */
  private void tell(Response response, long timerId) {
    announcer.escalated(response, () -> database.write(transaction -> done(transaction, timerId)));
  }

  private void expire(Transaction transaction, Response response, Instant now) throws SQLException {
    if (response.state() != ResponseState.AWAITING_APPROVAL) {
      return;
    }
    ApprovalAsk ask = response.request().approval();
    String nobody = "nobody answered in " + (ask == null ? "time" : Durations.words(ask.within()));
    steps.cancelTimers(transaction, response, Timer.Kind.ESCALATE);
    if (ask != null && ask.unanswered() == Unanswered.ACT_IF_REVERSIBLE && reversible(response)) {
      actUnanswered(transaction, response, nobody, now);
      return;
    }
    Response expired = ResponseChange.of(response).to(ResponseState.EXPIRED, nobody).at(now);
    steps.write(transaction, response.state(), expired, TIMER, Map.of());
  }

  private boolean reversible(Response response) {
    Action action = actions.get(response.request().actionId());
    return action != null && action.descriptor().reversible();
  }

  /** The policy wants the step that can be taken back rather than none. */
  private void actUnanswered(Transaction transaction, Response response, String nobody, Instant now)
      throws SQLException {
    Response allowed =
        ResponseChange.of(response)
            .to(ResponseState.ALLOWED, nobody + ", and the policy acts then, as it can be undone")
            .at(now);
    steps.write(transaction, response.state(), allowed, TIMER, Map.of());
    ActTable.insert(transaction, allowed, gate.place(response.request()));
    transaction.afterCommit(() -> responder.execute(allowed));
  }

  private void undo(Transaction transaction, Response response, Instant now) throws SQLException {
    if (response.state() != ResponseState.SUCCEEDED) {
      return;
    }
    String engaged = gate.killSwitch().engaged();
    if (engaged == null) {
      undoer.begin(transaction, response, TIMER, "its time is over");
      return;
    }
    transaction.record(
        AuditDraft.of(now, "undo.postponed", response.id(), TIMER)
            .with("state", response.state().name())
            .with("why", engaged));
    steps.startTimer(transaction, response.id(), Timer.Kind.UNDO, now.plus(LOOK_AGAIN_AFTER));
  }
}
