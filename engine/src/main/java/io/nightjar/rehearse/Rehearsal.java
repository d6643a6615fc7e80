package io.nightjar.rehearse;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.detect.Detection;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.PastGate;
import io.nightjar.gate.TargetLookup;
import io.nightjar.playbook.ApprovalUnanswered;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.RehearsalListener;
import io.nightjar.respond.RehearsedDesk;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Playbooks on what has happened, or is supposed to: the session of production on the clock of
 * then, before the guards of production, before a desk that does nothing. No action, no client of a
 * cluster, no notifier and no store can be reached from here. What becomes of responses goes back
 * into the session as facts, as it does in production.
 *
 * <p>The same facts give the same, to the byte. Not thread safe.
 *
 * <pre>{@code
 * try (Rehearsal rehearsal =
 *     Rehearsal.ofPast(policy, Assumptions.UNANSWERED, start, happened::add)) {
 *   rehearsal.take(detection);   // in the order of time
 *   rehearsal.advanceTo(end);    // lets escalations, expiries and undos happen
 * }
 * }</pre>
 */
public final class Rehearsal implements AutoCloseable {

  private final VirtualSession session;
  private final RehearsedDesk desk;
  private final @Nullable RecordedPods recorded;
  private final Consumer<Rehearsed> listener;
  private final Causes causes = new Causes();
  private final Deque<SessionFact> facts = new ArrayDeque<>();
  private Instant now;

  /**
   * What is rehearsed.
   *
   * @param settings what the guards go by; {@code settings.asking().calendars()} is asked about the
   *     clock of then
   * @param actions by id
   */
  public record Rehearsing(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      GateSettings settings,
      Map<String, ActionDescriptor> actions) {
    public Rehearsing {
      actions = Map.copyOf(actions);
    }
  }

  /**
   * On what was recorded: of the cluster only that is known which detections say, and a guard that
   * needs more says {@code not-judged}.
   *
   * @param start where the clock starts; nothing is in force then
   * @param listener hears of everything that would have happened, in that order, on this thread
   */
  public static Rehearsal ofPast(
      Rehearsing what, Assumptions assumptions, Instant start, Consumer<Rehearsed> listener) {
    return new Rehearsal(what, assumptions, start, listener, new RecordedPods());
  }

  /**
   * On what is supposed, as in a case: {@code cluster} is the whole cluster and every guard but the
   * kill switch judges.
   *
   * @param start where the clock starts; nothing is in force then
   * @param listener hears of everything that would have happened, in that order, on this thread
   */
  public static Rehearsal ofSupposed(
      Rehearsing what,
      Assumptions assumptions,
      TargetLookup cluster,
      Instant start,
      Consumer<Rehearsed> listener) {
    return new Rehearsal(what, assumptions, start, listener, cluster);
  }

  private Rehearsal(
      Rehearsing what,
      Assumptions assumptions,
      Instant start,
      Consumer<Rehearsed> listener,
      RecordedPods recorded) {
    this.now = start;
    this.listener = listener;
    this.recorded = recorded;
    this.session =
        new VirtualSession(what.playbooks(), what.calendars(), SessionLimits.DEFAULT, start);
    this.desk =
        desk(
            PastGate.ofRecorded(
                what.settings(),
                what.actions(),
                TargetLookup.of(recorded, recorded),
                () -> this.now),
            what,
            assumptions);
  }

  private Rehearsal(
      Rehearsing what,
      Assumptions assumptions,
      Instant start,
      Consumer<Rehearsed> listener,
      TargetLookup cluster) {
    this.now = start;
    this.listener = listener;
    this.recorded = null;
    this.session =
        new VirtualSession(what.playbooks(), what.calendars(), SessionLimits.DEFAULT, start);
    this.desk =
        desk(
            PastGate.ofSupposed(what.settings(), what.actions(), cluster, () -> this.now),
            what,
            assumptions);
  }

  private RehearsedDesk desk(PastGate gate, Rehearsing what, Assumptions assumptions) {
    return new RehearsedDesk(
        gate, what.actions(), assumptions.actingTakes(), assumptions.answers(), new Heard());
  }

  /** Takes what was detected, after everything that was due before it. */
  public void take(Detection detection) {
    take(SessionFact.of(detection));
  }

  /** Takes a fact, after everything that was due before it. */
  public void take(SessionFact fact) {
    if (recorded != null && fact.value() instanceof Detection detection) {
      recorded.learn(detection);
    }
    advanceTo(fact.time());
    decide(session.insert(fact));
  }

  /** Lets everything happen that is due until then; an earlier instant does nothing. */
  public void advanceTo(Instant instant) {
    while (true) {
      Optional<Instant> due = desk.nextDue();
      Optional<Instant> deadline = session.nextDeadline();
      if (isFirst(deadline, due) && isBy(deadline, instant)) {
        Instant at = later(deadline.orElseThrow(), now);
        now = at;
        decide(session.advanceTo(at));
        if (session.nextDeadline().equals(deadline)) {
          break; // it does not move on by itself: the next fact will
        }
      } else if (isBy(due, instant)) {
        now = later(due.orElseThrow(), now);
        decide(session.advanceTo(now));
        desk.next();
        settle();
      } else {
        break;
      }
    }
    if (instant.isAfter(now)) {
      now = instant;
      decide(session.advanceTo(instant));
    }
  }

  private static boolean isFirst(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || !one.get().isAfter(other.get()));
  }

  private static boolean isBy(Optional<Instant> due, Instant instant) {
    return due.isPresent() && !due.get().isAfter(instant);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private void decide(List<Decision> decisions) {
    hear(decisions);
    settle();
  }

  private void hear(List<Decision> decisions) {
    for (Decision decision : decisions) {
      switch (decision) {
        case Decision.Asked asked -> request(asked.request());
        case Decision.Told told -> listener.accept(new Rehearsed.Told(told.notice()));
        case Decision.NotPossible not -> listener.accept(new Rehearsed.NotPossible(not.skipped()));
        case Decision.TakenOut out -> listener.accept(new Rehearsed.TakenOut(out.fault()));
      }
    }
  }

  private void request(ResponseRequest request) {
    causes.note(request, session);
    desk.request(request, now);
  }

  /** Tells the session what became of responses, and takes what it asks for then. */
  private void settle() {
    for (SessionFact fact = facts.poll(); fact != null; fact = facts.poll()) {
      hear(session.insert(fact));
    }
  }

  /** The clock of then. */
  public Instant now() {
    return now;
  }

  /** The detection that made a playbook ask, while its response is followed; null otherwise. */
  public @Nullable Detection cause(Response response) {
    return causes.of(response);
  }

  /** As {@link #cause(Response)}, of a request that is just heard of. */
  @Nullable Detection cause(ResponseRequest request) {
    return causes.of(request.id());
  }

  /** Responses that were no longer followed because there were too many at a time. */
  public long forgotten() {
    return desk.forgotten();
  }

  /** Detections that stood behind others that are the same to the playbooks. */
  public long collapsed() {
    return session.collapsed();
  }

  @Override
  public void close() {
    session.close();
  }

  private final class Heard implements RehearsalListener {
    @Override
    public void changed(Response response, @Nullable ResponseState previous) {
      Detection cause = causes.of(response);
      boolean over = desk.isOver(response);
      facts.add(SessionFact.of(ResponseUpdate.of(response, cause)));
      listener.accept(new Rehearsed.Changed(response, previous, over));
      if (over) {
        causes.forget(response);
      }
    }

    @Override
    public void escalated(Response response) {
      int step = response.answers().escalations() - 1;
      facts.add(SessionFact.of(ApprovalUnanswered.of(response, now, causes.of(response))));
      listener.accept(new Rehearsed.Escalated(now, response, step));
    }

    @Override
    public void joined(Response holder, ResponseRequest request) {
      listener.accept(new Rehearsed.Joined(now, holder, request));
      causes.forget(request.id());
    }
  }
}
