package io.nightjar.crash;

import io.nightjar.gate.Budgets;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.incident.IncidentState;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.DeskReply;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseListener;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The people of a crash night. What they make of a response follows from its id, so that they want
 * the same after every restart; each acknowledgement that they get is said.
 */
public final class CrashPeople implements ResponseListener {

  /** What may act by itself in a night; the rest asks. */
  static final int BUDGET = 60;

  static final String FOR_GOOD = "cut off for good";
  static final String UNANSWERED = "nobody answers";

  private static final GateSettings.Rate MANY =
      new GateSettings.Rate(1_000_000, Duration.ofMinutes(1));
  private static final int ALL = Integer.MAX_VALUE;

  public static final GateSettings SETTINGS =
      GateSettings.of(Mode.ENFORCE)
          .with(new GateSettings.Rates(MANY, MANY))
          .with(new Budgets(Duration.ofHours(12), ALL, ALL, ALL, ALL, BUDGET, ALL, 0))
          .with(
              new GateSettings.Asking(
                  Set.of(),
                  ApprovalAsk.of(
                      List.of("oncall"),
                      Duration.ofMinutes(30),
                      List.of(new ApprovalAsk.Step(Duration.ofSeconds(1), List.of("oncall-lead")))),
                  Map.of("oncall", Set.of("anna", "ben"))));

  public static final ResponseFilter UNDER_WAY =
      new ResponseFilter(
          Set.of(
              ResponseState.REQUESTED,
              ResponseState.ALLOWED,
              ResponseState.EXECUTING,
              ResponseState.UNDOING),
          "",
          100_000);

  private static final ResponseFilter OPEN =
      new ResponseFilter(
          Set.of(ResponseState.AWAITING_APPROVAL, ResponseState.SUCCEEDED), "", 100_000);

  private final ResponseDesk desk;
  private final IncidentDesk incidentDesk;
  private final Database database;
  private final LinkedBlockingQueue<Response> toLookAt = new LinkedBlockingQueue<>();
  private final AtomicInteger busy = new AtomicInteger();

  public CrashPeople(ResponseDesk desk, IncidentDesk incidentDesk, Database database) {
    this.desk = desk;
    this.incidentDesk = incidentDesk;
    this.database = database;
  }

  /** What people make of a response. */
  enum Answer {
    APPROVE,
    DENY,
    NONE;

    static Answer to(Response response) {
      if (response.request().playbookRule().equals(UNANSWERED)) {
        return NONE;
      }
      int chance = Math.floorMod(response.id().hashCode(), 10);
      return chance < 7 ? APPROVE : chance == 7 ? DENY : NONE;
    }
  }

  /** Whether somebody takes it back by hand. */
  static boolean isTakenBack(Response response) {
    return response.request().playbookRule().equals(FOR_GOOD)
        && Math.floorMod(response.id().hashCode(), 2) == 0;
  }

  public void start() {
    desk.list(OPEN).forEach(this::note);
    Thread.ofPlatform().daemon().name("people").start(this::answer);
  }

  @Override
  public void changed(Response response, @Nullable ResponseState previous) {
    Said.say(response.state().words(), response.id());
    note(response);
  }

  @Override
  public void escalated(Response response) {
    Said.say("escalated", response.id());
  }

  private void note(Response response) {
    busy.incrementAndGet();
    toLookAt.add(response);
  }

  public boolean busy() {
    return busy.get() > 0;
  }

  /** Whether something waits for one of them who has not heard of it yet, but will come. */
  public boolean awaited() {
    return desk.list(OPEN).stream()
        .anyMatch(
            response ->
                response.state() == ResponseState.SUCCEEDED
                    ? isTakenBack(response)
                    : Answer.to(response) != Answer.NONE);
  }

  private void answer() {
    try {
      while (true) {
        Response response = toLookAt.take();
        if (response.state() == ResponseState.AWAITING_APPROVAL) {
          TimeUnit.MILLISECONDS.sleep(5);
          decide(response);
        } else if (response.state() == ResponseState.SUCCEEDED && isTakenBack(response)) {
          said("undoing", response, desk.undo(response.id(), "anna", "it was a drill"));
          acknowledgeAnIncident();
        }
        busy.decrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void decide(Response response) {
    switch (Answer.to(response)) {
      case APPROVE -> {
        ApprovalAsk ask = response.request().approval();
        said("agreed", response, desk.approve(response.id(), "anna", "go"));
        if (ask != null && ask.persons() > 1) {
          said("agreed", response, desk.approve(response.id(), "ben", "go"));
        }
      }
      case DENY -> said("refused", response, desk.deny(response.id(), "ben", "no"));
      case NONE -> {}
    }
  }

  private static void said(String what, Response response, DeskReply reply) {
    if (reply instanceof DeskReply.Done done) {
      boolean approved = what.equals("agreed") && done.response().state() == ResponseState.ALLOWED;
      Said.say(approved ? "approved" : what, response.id());
    }
  }

  private void acknowledgeAnIncident() {
    new IncidentQueries(database)
        .list(false, "", 1_000).stream()
            .filter(incident -> incident.state() == IncidentState.OPEN)
            .findFirst()
            .map(incident -> incidentDesk.acknowledge(incident.id(), "anna", "mine"))
            .filter(IncidentDesk.Reply.Done.class::isInstance)
            .map(IncidentDesk.Reply.Done.class::cast)
            .ifPresent(done -> Said.say("incident", done.incident().id()));
  }

  public void turnKillSwitch(KillSwitch killSwitch) throws InterruptedException {
    killSwitch.engage("person:anna", "wait");
    Said.say("engaged", "");
    TimeUnit.MILLISECONDS.sleep(100);
    killSwitch.release("person:anna", "go on");
    Said.say("released", "");
  }

  /** How many timers wait that are due by then, or have fired and are not done. */
  public int timersDue(Instant by) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT count(*) FROM timers WHERE done_millis IS NULL"
                      + " AND cancelled_millis IS NULL AND due_millis < ?")) {
            select.setLong(1, by.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getInt(1) : 0;
            }
          }
        });
  }
}
