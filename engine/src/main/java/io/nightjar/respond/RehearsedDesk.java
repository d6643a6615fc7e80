package io.nightjar.respond;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.gate.Act;
import io.nightjar.gate.Durations;
import io.nightjar.gate.Gate;
import io.nightjar.gate.PastGate;
import io.nightjar.gate.Verdict;
import io.nightjar.respond.ApprovalAsk.Unanswered;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The twin of {@link ResponseDesk} that does nothing: it has no actions, no store, no timers of the
 * real clock and nobody to tell. What the gate allows is taken as done a fixed time later, so that
 * everything which depends on what was done (budgets, rates, what is in force, escalations, undo)
 * counts as it would have. One thread, which says what time it is.
 */
public final class RehearsedDesk {

  private static final String DONE = "taken as done";

  private final PastGate gate;
  private final Map<String, ActionDescriptor> actions;
  private final Duration actingTakes;
  private final Function<Response, Optional<SupposedAnswer>> answers;
  private final RehearsalListener listener;
  private final RehearsedResponses responses;
  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private long number;

  private enum Kind {
    ANSWER,
    ESCALATE,
    EXPIRE,
    FINISH,
    UNDO,
    UNDONE
  }

  private record Due(Instant at, long number, Kind kind, String responseId) {}

  /**
   * @param actions by id
   * @param actingTakes from a verdict to its outcome, and from the beginning of an undo to its end
   * @param answers what people say to a response that has just begun to wait; empty: nothing
   */
  public RehearsedDesk(
      PastGate gate,
      Map<String, ActionDescriptor> actions,
      Duration actingTakes,
      Function<Response, Optional<SupposedAnswer>> answers,
      RehearsalListener listener) {
    this.gate = gate;
    this.actions = Map.copyOf(actions);
    this.actingTakes = actingTakes;
    this.answers = answers;
    this.listener = listener;
    this.responses = new RehearsedResponses(this.actions, gate.settings());
  }

  /** Responses that are followed: they act, wait, or hold. */
  public int followed() {
    return responses.size();
  }

  /** Responses that were followed no more because there were too many. */
  public long forgotten() {
    return responses.forgotten();
  }

  /** Takes a request in, as the real desk does. */
  public void request(ResponseRequest asked, Instant now) {
    if (responses.knows(asked.id())) {
      return;
    }
    ResponseRequest request = asked.on(gate.identified(asked.target()));
    Verdict verdict = gate.judge(request, responses.asSeenBy(request, now));
    switch (verdict) {
      case Verdict.Joined joined -> join(request, joined.responseId());
      case Verdict.Denied denied -> deny(request, denied, now);
      case Verdict.AskFirst ask -> ask(request, ask, now);
      case Verdict.Allowed allowed -> allow(request, allowed, now);
    }
  }

  private void join(ResponseRequest request, String holderId) {
    Response holder = responses.get(holderId).orElseThrow();
    Response repeated = ResponseChange.of(holder).repeated().at(holder.updatedAt());
    responses.join(request.id(), repeated);
    listener.joined(repeated, request);
  }

  private void deny(ResponseRequest request, Verdict.Denied denied, Instant now) {
    Response requested = begin(request, false, now);
    change(
        requested,
        ResponseChange.of(requested)
            .to(ResponseState.DENIED, denied.why())
            .found(denied.findings())
            .at(now));
  }

  private Response begin(ResponseRequest request, boolean dryRun, Instant now) {
    Response requested = Response.requested(request, dryRun, now);
    listener.changed(requested, null);
    return requested;
  }

  private void ask(ResponseRequest request, Verdict.AskFirst verdict, Instant now) {
    ApprovalAsk ask = verdict.ask();
    Response requested = begin(request.asking(ask), verdict.dryRun(), now);
    Instant expires = now.plus(ask.within());
    Response waiting =
        ResponseChange.of(requested)
            .to(ResponseState.AWAITING_APPROVAL, verdict.why())
            .expiring(expires)
            .found(verdict.findings())
            .at(now);
    change(requested, waiting);
    Duration escalateAfter = ask.due(0);
    if (escalateAfter != null) {
      plan(Kind.ESCALATE, waiting, now.plus(escalateAfter));
    }
    plan(Kind.EXPIRE, waiting, expires);
    answers
        .apply(waiting)
        .filter(answer -> answer.after().compareTo(ask.within()) < 0)
        .ifPresent(answer -> plan(Kind.ANSWER, waiting, now.plus(answer.after())));
  }

  private void allow(ResponseRequest request, Verdict.Allowed verdict, Instant now) {
    Response requested = begin(request, verdict.dryRun(), now);
    String why = verdict.dryRun() ? "every guard passed; dry run" : "every guard passed";
    Response allowed =
        ResponseChange.of(requested)
            .to(ResponseState.ALLOWED, why)
            .found(verdict.findings())
            .at(now);
    change(requested, allowed);
    act(allowed, now);
  }

  /** The time has come for a response that was allowed, by the guards or by people. */
  private void act(Response allowed, Instant now) {
    ResponseRequest request = allowed.request();
    responses.acted(
        new Act(
            allowed.id(),
            now,
            request.actionId(),
            Gate.playbookRule(request),
            request.target().key(),
            gate.place(request),
            allowed.dryRun(),
            null));
    if (gate.judgeAgain(request) instanceof Verdict.Denied denied) {
      change(allowed, ResponseChange.of(allowed).to(ResponseState.DENIED, denied.why()).at(now));
      return;
    }
    Response executing =
        ResponseChange.of(allowed).to(ResponseState.EXECUTING, allowed.reason()).at(now);
    change(allowed, executing);
    plan(Kind.FINISH, executing, now.plus(actingTakes));
  }

  private void plan(Kind kind, Response response, Instant at) {
    dues.add(new Due(at, number++, kind, response.id()));
  }

  private void change(Response before, Response after) {
    responses.put(after);
    listener.changed(after, before.state());
  }

  /** When the next thing happens by the passing of time alone. */
  public Optional<Instant> nextDue() {
    return Optional.ofNullable(dues.peek()).map(Due::at);
  }

  /** Lets the next thing happen that is due; the time is its own. */
  public void next() {
    Due due = dues.remove();
    Instant now = due.at();
    Response response = responses.get(due.responseId()).orElse(null);
    if (response == null) {
      return;
    }
    boolean waits = response.state() == ResponseState.AWAITING_APPROVAL;
    switch (due.kind()) {
      case ANSWER -> answer(waits ? response : null, now);
      case ESCALATE -> escalate(waits ? response : null);
      case EXPIRE -> expire(waits ? response : null, now);
      case FINISH -> finish(response, now);
      case UNDO -> undo(response, now);
      case UNDONE -> undone(response, now);
    }
  }

  private void answer(@Nullable Response waiting, Instant now) {
    if (waiting == null) {
      return;
    }
    SupposedAnswer answer = answers.apply(waiting).orElseThrow();
    ResponseState next = answer.agreed() ? ResponseState.ALLOWED : ResponseState.REJECTED;
    String word = answer.agreed() ? "approved by " : "denied by ";
    Response decided =
        ResponseChange.of(waiting).to(next, word + answer.who()).decidedBy(answer.who()).at(now);
    change(waiting, decided);
    if (answer.agreed()) {
      act(decided, now);
    }
  }

  private void escalate(@Nullable Response waiting) {
    ApprovalAsk ask = waiting == null ? null : waiting.request().approval();
    if (waiting == null || ask == null) {
      return;
    }
    int step = waiting.answers().escalations();
    Response escalated =
        ResponseChange.of(waiting).answers(waiting.answers().escalated()).at(waiting.updatedAt());
    responses.put(escalated);
    listener.escalated(escalated);
    Duration next = ask.due(step + 1);
    if (next != null) {
      plan(Kind.ESCALATE, escalated, waiting.updatedAt().plus(next));
    }
  }

  private void expire(@Nullable Response waiting, Instant now) {
    ApprovalAsk ask = waiting == null ? null : waiting.request().approval();
    if (waiting == null || ask == null) {
      return;
    }
    String nobody = "nobody answered in " + Durations.words(ask.within());
    if (ask.unanswered() == Unanswered.ACT_IF_REVERSIBLE && responses.isReversible(waiting)) {
      String why = nobody + ", and the policy acts then, as it can be undone";
      Response allowed = ResponseChange.of(waiting).to(ResponseState.ALLOWED, why).at(now);
      change(waiting, allowed);
      act(allowed, now);
      return;
    }
    change(waiting, ResponseChange.of(waiting).to(ResponseState.EXPIRED, nobody).at(now));
  }

  private void finish(Response executing, Instant now) {
    Outcome outcome =
        new Outcome.Succeeded(List.of(DONE), JsonNodeFactory.instance.objectNode(), List.of());
    Duration latency = Duration.between(executing.request().detectionTime(), now);
    Response done =
        ResponseChange.of(executing)
            .to(Outcomes.state(outcome), Outcomes.words(outcome, executing.dryRun()))
            .answered(outcome, Math.max(0, latency.toMillis()))
            .at(now);
    Duration undoAfter = done.request().undoAfter();
    if (undoAfter != null && responses.isToBeUndone(done)) {
      plan(Kind.UNDO, done, now.plus(undoAfter));
    }
    change(executing, done);
  }

  private void undo(Response done, Instant now) {
    Response undoing =
        ResponseChange.of(done).to(ResponseState.UNDOING, "its time is over").at(now);
    change(done, undoing);
    plan(Kind.UNDONE, undoing, now.plus(actingTakes));
  }

  private void undone(Response undoing, Instant now) {
    UndoOutcome outcome = new UndoOutcome.Undone(List.of("taken as undone"));
    change(
        undoing,
        ResponseChange.of(undoing)
            .undone(outcome)
            .to(ResponseState.UNDONE, "taken as undone")
            .at(now));
  }

  /**
   * Whether nothing can become of a response any more by the passing of time: it has ended, or it
   * holds for good.
   */
  public boolean isOver(Response response) {
    return switch (response.state()) {
      case REQUESTED, AWAITING_APPROVAL, ALLOWED, EXECUTING, UNDOING -> false;
      case SUCCEEDED -> !responses.isToBeUndone(response);
      case DENIED,
          REJECTED,
          EXPIRED,
          NOTHING_TO_DO,
          FAILED,
          REVERTED_BY_OTHERS,
          UNDONE,
          UNDO_REFUSED ->
          true;
    };
  }
}
