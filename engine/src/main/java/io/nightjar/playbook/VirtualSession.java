package io.nightjar.playbook;

import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One session of playbooks on a clock that only moves when it is told to: the same code decides in
 * production, where {@link PlaybookSession} drives it by the real clock, in a test and in a
 * back-test. Not thread safe, one owner at a time.
 *
 * <p>Calendars are asked about the time of the fact that is being judged, not about the moment at
 * which that happens: a replay then gives the same answer as the first run.
 *
 * <p>A playbook that fails is taken out: the rule engine is built anew without it and learns the
 * remembered facts again, silently but for the fact at hand.
 */
public final class VirtualSession implements AutoCloseable {
  private final Calendars calendars;
  private final SessionLimits limits;
  private final FactWindow window;
  private final AskedBefore askedBefore;
  private volatile CompiledPlaybooks playbooks;
  private volatile RuleEngine engine;

  /**
   * @param start where the clock starts
   */
  public VirtualSession(
      CompiledPlaybooks playbooks, Calendars calendars, SessionLimits limits, Instant start) {
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.limits = limits;
    this.window = new FactWindow(limits.maximumFacts());
    this.askedBefore = new AskedBefore(limits.maximumFacts());
    this.engine = newEngine(start);
  }

  private RuleEngine newEngine(Instant start) {
    return new RuleEngine(playbooks, calendars, limits.maximumFirings(), start);
  }

  /** Takes a fact, moving the clock to its time when that is later; a known fact does nothing. */
  public List<Decision> insert(SessionFact fact) {
    return insert(fact, fact.time());
  }

  /**
   * As {@link #insert(SessionFact)} with the clock not moved beyond {@code latest}, for facts from
   * machines whose clock is ahead.
   */
  List<Decision> insert(SessionFact fact, Instant latest) {
    Instant moment = fact.time().isAfter(latest) ? latest : fact.time();
    List<Decision> decisions = new ArrayList<>(advanceTo(moment));
    boolean forgottenAlready = moment.isBefore(engine.now().minus(SessionLimits.MEMORY));
    if (forgottenAlready || window.contains(fact.id())) {
      return decisions;
    }
    window.add(fact, engine.now()).forEach(engine::forget);
    decisions.addAll(guarded(fact, out -> out.addAll(engine.insert(fact, moment))));
    return decisions;
  }

  /** Moves the clock, stopping at every deadline on the way; an earlier instant does nothing. */
  public List<Decision> advanceTo(Instant instant) {
    return guarded(null, out -> advance(instant, out));
  }

  private void advance(Instant instant, List<Decision> decisions) {
    Optional<Instant> deadline = engine.nextDeadline();
    while (deadline.isPresent() && !deadline.get().isAfter(instant)) {
      decisions.addAll(engine.advanceTo(deadline.get()));
      deadline = engine.nextDeadline();
    }
    if (instant.isAfter(engine.now())) {
      decisions.addAll(engine.advanceTo(instant));
    }
  }

  /**
   * Learns facts that another session has decided on already: the windows are filled, nothing is
   * asked again.
   */
  void learn(List<SessionFact> facts) {
    facts.forEach(this::insert);
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

  public Instant now() {
    return engine.now();
  }

  /** When the clock must next be moved for something to be noticed in time. */
  public Optional<Instant> nextDeadline() {
    return engine.nextDeadline();
  }

  /** The facts that are still remembered, in the order in which they came; from any thread. */
  public List<SessionFact> facts() {
    return window.facts();
  }

  /** How many facts the rule engine itself holds. */
  long liveFacts() {
    return engine.liveFacts();
  }

  /** One remembered fact; from any thread. */
  Optional<SessionFact> fact(String id) {
    return window.get(id);
  }

  /** The playbooks that take part: those given, less those taken out; from any thread. */
  public CompiledPlaybooks playbooks() {
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
