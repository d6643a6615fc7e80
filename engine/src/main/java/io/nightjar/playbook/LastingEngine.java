package io.nightjar.playbook;

import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rule engine and the facts that it remembers, which outlast a playbook that fails: it is taken
 * out, and an engine without it learns the remembered facts again, silently but for the fact at
 * hand. Says nothing twice.
 *
 * <p>One owner at a time; what is said to be readable from any thread is.
 */
final class LastingEngine implements AutoCloseable {

  private final Calendars calendars;
  private final SessionLimits limits;
  private final OpenIncidents incidents;
  private final FactWindow window;
  private final AskedBefore askedBefore;
  private volatile CompiledPlaybooks playbooks;
  private volatile RuleEngine engine;
  private boolean judgesIncidents;
  private volatile boolean judgingIncident;

  /**
   * @param incidents that are known; playbooks are shown them where they look at incidents
   */
  LastingEngine(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      SessionLimits limits,
      OpenIncidents incidents,
      Instant start) {
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.limits = limits;
    this.incidents = incidents;
    this.window = new FactWindow(limits.maximumFacts());
    this.askedBefore = new AskedBefore(limits.maximumFacts());
    this.engine = newEngine(start);
    this.judgesIncidents = playbooks.lookAt(Incident.class.getSimpleName());
  }

  private RuleEngine newEngine(Instant start) {
    return new RuleEngine(playbooks, calendars, limits.maximumFirings(), start);
  }

  /** What the playbooks make of a fact, which is remembered from now on. */
  List<Decision> judge(SessionFact fact, Instant moment) {
    window.add(fact, engine.now()).forEach(engine::forget);
    return guarded(fact, out -> out.addAll(engine.insert(fact, moment)));
  }

  /** What they make of an incident as it is now, where they look at incidents. */
  List<Decision> judge(Incident incident, Instant moment) {
    if (!judgesIncidents) {
      return List.of();
    }
    judgingIncident = true;
    SessionFact fact = SessionFact.of(incident);
    List<Decision> decisions = guarded(null, out -> out.addAll(engine.replace(fact, moment)));
    judgingIncident = false;
    return decisions;
  }

  /** Moves the clock, stopping at every deadline of a rule on the way. */
  List<Decision> advanceTo(Instant instant) {
    return guarded(null, out -> advance(instant, out));
  }

  private void advance(Instant instant, List<Decision> decisions) {
    Optional<Instant> deadline = engine.nextDeadline();
    while (deadline.isPresent() && !deadline.get().isAfter(instant)) {
      decisions.addAll(engine.advanceTo(deadline.get()));
      deadline = engine.nextDeadline();
    }
    if (instant.isAfter(engine.now())) {
      engine.moveTo(instant);
    }
  }

  /** The engine looks at it no more. */
  void forget(String factId) {
    engine.forget(factId);
  }

  private List<Decision> guarded(@Nullable SessionFact current, Consumer<List<Decision>> step) {
    List<Decision> decisions = new ArrayList<>();
    try {
      step.accept(decisions);
    } catch (RuleFailure failure) {
      decisions.addAll(failure.before());
      decisions.add(takeOut(failure));
      decisions.addAll(rebuild(current));
    }
    return askedBefore.onlyNew(decisions);
  }

  private Decision takeOut(RuleFailure failure) {
    List<SessionFact> facts = window.facts();
    String factId = facts.isEmpty() ? "" : facts.getLast().id();
    if (playbooks.names().contains(failure.playbook())) {
      playbooks = playbooks.without(failure.playbook());
    } else if (judgingIncident || facts.isEmpty()) {
      leaveIncidentsOut();
    } else {
      window.remove(factId);
    }
    return new Decision.TakenOut(
        new PlaybookFault(
            failure.playbook(),
            failure.rule(),
            factId,
            String.valueOf(failure.getMessage()),
            engine.now()));
  }

  /** Ends, because every failure on the way takes a playbook or a fact out. */
  private List<Decision> rebuild(@Nullable SessionFact current) {
    Instant now = engine.now();
    List<Decision> faults = new ArrayList<>();
    while (true) {
      engine.close();
      List<SessionFact> facts = window.facts();
      engine = newEngine(facts.isEmpty() ? now : earlier(facts.getFirst().time(), now));
      try {
        List<Decision> ofCurrent = List.of();
        if (judgesIncidents) {
          incidents.all().forEach(each -> engine.insert(SessionFact.of(each), now));
        }
        for (SessionFact fact : facts) {
          advance(earlier(fact.time(), now), new ArrayList<>());
          List<Decision> decisions = engine.insert(fact, earlier(fact.time(), now));
          ofCurrent = fact.equals(current) ? decisions : ofCurrent;
        }
        advance(now, new ArrayList<>());
        faults.addAll(ofCurrent);
        return faults;
      } catch (RuleFailure again) {
        faults.add(takeOut(again));
      }
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  Instant now() {
    return engine.now();
  }

  /** When a rule waits for time to pass. */
  Optional<Instant> nextDeadline() {
    return engine.nextDeadline();
  }

  /** What it remembers; readable from any thread. */
  FactWindow window() {
    return window;
  }

  /** How many facts the rule engine itself holds. */
  long liveFacts() {
    return engine.liveFacts();
  }

  /** Shows no incident to playbooks any more. */
  void leaveIncidentsOut() {
    judgesIncidents = false;
  }

  /** Whether an incident is judged at this moment; from any thread. */
  boolean isJudgingIncident() {
    return judgingIncident;
  }

  /** Those given, less those taken out; from any thread. */
  CompiledPlaybooks playbooks() {
    return playbooks;
  }

  /** Name of the playbook whose consequence runs at this moment; from any thread. */
  Optional<String> runningPlaybook() {
    return engine.runningPlaybook();
  }

  @Override
  public void close() {
    engine.close();
  }
}
