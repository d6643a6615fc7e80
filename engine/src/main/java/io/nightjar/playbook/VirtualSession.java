package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Queue<SessionFact> next = new ConcurrentLinkedQueue<>();
  private final AskedBefore askedBefore;
  private volatile CompiledPlaybooks playbooks;
  private volatile RuleEngine engine;
  private final Interest.Table interests;
  private final Collapse collapse;
  private final Bystanders bystanders;

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
    this.interests = new Interest.Table(playbooks);
    this.collapse = new Collapse(interests);
    this.bystanders = new Bystanders(limits.maximumFacts());
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
    Instant moment = earlier(fact.time(), latest);
    List<Decision> decisions = new ArrayList<>(advanceTo(moment));
    if (isForgotten(moment) || window.contains(fact.id())) {
      return decisions;
    }
    if (isBystander(fact)) {
      bystanders.add(fact, engine.now());
    } else {
      next.addAll(collapse.take(fact, engine.now()));
      judgeNext(latest, decisions);
    }
    return decisions;
  }

  /**
   * Takes a fact of the past: what it leads to was decided on already, or is to be done now, if it
   * did not happen before {@code since}. Earlier ones are only what others look back at.
   */
  public List<Decision> insertPast(SessionFact fact, Instant latest, Instant since) {
    List<Decision> decisions = insert(fact, latest);
    return fact.time().isBefore(since) ? onlyFaults(decisions) : decisions;
  }

  static List<Decision> onlyFaults(List<Decision> decisions) {
    return decisions.stream().filter(Decision.TakenOut.class::isInstance).toList();
  }

  private boolean isBystander(SessionFact fact) {
    return fact.value() instanceof Detection detection
        && interests.apply(detection.rule()).isNone();
  }

  private boolean isForgotten(Instant moment) {
    return moment.isBefore(engine.now().minus(SessionLimits.MEMORY));
  }

  private void judgeNext(Instant latest, List<Decision> decisions) {
    for (SessionFact fact = next.peek(); fact != null; fact = next.peek()) {
      Instant moment = earlier(fact.time(), latest);
      if (!isForgotten(moment) && !window.contains(fact.id())) {
        judge(fact, moment, decisions);
      }
      next.poll();
    }
  }

  private void judge(SessionFact fact, Instant moment, List<Decision> decisions) {
    window.add(fact, engine.now()).forEach(engine::forget);
    decisions.addAll(guarded(fact, out -> out.addAll(engine.insert(fact, moment))));
  }

  /** Moves the clock, stopping at every deadline on the way; an earlier instant does nothing. */
  public List<Decision> advanceTo(Instant instant) {
    List<Decision> decisions = new ArrayList<>();
    for (Optional<Instant> due = collapse.nextDeadline();
        due.isPresent() && !due.get().isAfter(instant);
        due = collapse.nextDeadline()) {
      Instant deadline = later(due.get(), engine.now());
      decisions.addAll(guarded(null, out -> advance(deadline, out)));
      next.addAll(collapse.due(deadline));
      judgeNext(deadline, decisions);
    }
    if (instant.isAfter(engine.now())) {
      decisions.addAll(guarded(null, out -> advance(instant, out)));
    }
    return decisions;
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

  /**
   * Learns what another session has decided on already: the windows are filled, nothing is asked
   * again.
   */
  List<Decision> learn(List<SessionFact> facts) {
    List<Decision> decisions = new ArrayList<>();
    facts.forEach(fact -> decisions.addAll(insertAsItIs(fact, fact.time())));
    return decisions;
  }

  /** As {@link #insert}, with a fact that another session has handed on. */
  List<Decision> insertAsItIs(SessionFact fact, Instant latest) {
    if (isBystander(fact)) {
      return insert(fact, latest);
    }
    List<Decision> decisions = new ArrayList<>(advanceTo(earlier(fact.time(), latest)));
    next.add(fact);
    judgeNext(latest, decisions);
    return decisions;
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

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  public Instant now() {
    return engine.now();
  }

  /** When the clock must next be moved for something to be noticed in time. */
  public Optional<Instant> nextDeadline() {
    Optional<Instant> held = collapse.nextDeadline();
    Optional<Instant> deadline = engine.nextDeadline();
    return held.isEmpty() || deadline.isEmpty()
        ? held.or(() -> deadline)
        : Optional.of(earlier(held.get(), deadline.get()));
  }

  /** The facts that are still remembered, in the order in which they came; from any thread. */
  public List<SessionFact> facts() {
    return window.facts();
  }

  /** Those of the remembered facts that no playbook looks at; from any thread. */
  List<SessionFact> bystanders() {
    return bystanders.facts();
  }

  /** All that is remembered, by time; from any thread. */
  List<SessionFact> factsForOthers() {
    List<SessionFact> all = bystanders.facts();
    all.addAll(window.facts());
    all.sort(Comparator.comparing(SessionFact::time));
    return all;
  }

  /** What is still to be judged: held back, or behind the fact at hand. */
  List<SessionFact> undecided() {
    List<SessionFact> undecided = new ArrayList<>(collapse.held());
    next.stream().filter(fact -> !window.contains(fact.id())).forEach(undecided::add);
    return undecided;
  }

  /** How many facts are remembered; from any thread. */
  int size() {
    return window.size();
  }

  /** How many facts the rule engine itself holds. */
  long liveFacts() {
    return engine.liveFacts();
  }

  /** Detections that stand behind others that are the same; from any thread. */
  long collapsed() {
    return collapse.collapsed();
  }

  /** Detections that no playbook looks at; from any thread. */
  long passedOver() {
    return bystanders.count();
  }

  /** Facts that were forgotten before their time, because there were too many; from any thread. */
  long evicted() {
    return window.evicted();
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
