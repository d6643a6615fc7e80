package io.nightjar.respond;

import io.nightjar.audit.AuditDraft;
import io.nightjar.gate.Durations;
import io.nightjar.gate.KillSwitch;
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
  private final KillSwitch killSwitch;
  private final Steps steps;
  private final Undoer undoer;
  private final Announcer announcer;
  private final InstantSource clock;

  DueTimers(
      Database database,
      KillSwitch killSwitch,
      Steps steps,
      Undoer undoer,
      Announcer announcer,
      InstantSource clock) {
    this.database = database;
    this.killSwitch = killSwitch;
    this.steps = steps;
    this.undoer = undoer;
    this.announcer = announcer;
    this.clock = clock;
  }

  void wake(Timer timer, Timers timers) {
    if (clock.instant().toEpochMilli() < timer.due().toEpochMilli()) {
      timers.schedule(timer);
      return;
    }
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
    }
    if (timer.kind() != Timer.Kind.ESCALATE
        || response.state() != ResponseState.AWAITING_APPROVAL) {
      TimerTable.done(transaction, timer.id(), now);
    }
    return true;
  }

  private void escalate(Transaction transaction, Response response, Timer timer, Instant now)
      throws SQLException {
    if (response.state() != ResponseState.AWAITING_APPROVAL) {
      return;
    }
    ApprovalAsk ask = response.request().approval();
    transaction.record(
        AuditDraft.of(now, "approval.escalated", response.id(), TIMER)
            .with("state", response.state().name())
            .with("to", ask == null ? null : ask.escalateTo())
            .with("due", timer.due().toString()));
    transaction.afterCommit(() -> tell(response, timer.id()));
  }

  /** Tells of an escalation, and only then counts it as done. */
  void tell(Response response, long timerId) {
    announcer.escalated(
        response,
        () ->
            database.write(
                transaction -> {
                  TimerTable.done(transaction, timerId, clock.instant());
                  return true;
                }));
  }

  private void expire(Transaction transaction, Response response, Instant now) throws SQLException {
    if (response.state() != ResponseState.AWAITING_APPROVAL) {
      return;
    }
    ApprovalAsk ask = response.request().approval();
    String within = ask == null ? "time" : Durations.words(ask.within());
    Response expired =
        ResponseChange.of(response)
            .to(ResponseState.EXPIRED, "nobody answered in " + within)
            .at(now);
    steps.write(transaction, response.state(), expired, TIMER, Map.of());
  }

  private void undo(Transaction transaction, Response response, Instant now) throws SQLException {
    if (response.state() != ResponseState.SUCCEEDED) {
      return;
    }
    String engaged = killSwitch.engaged();
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
