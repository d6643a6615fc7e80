package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One session of playbooks on a clock that only moves when it is told to: the same code decides in
 * production, where {@link PlaybookSession} drives it by the real clock, in a test and in a
 * back-test. Not thread safe, one owner at a time.
 *
 * <p>Calendars are asked about the time of the fact that is being judged, not about the moment at
 * which that happens: a replay then gives the same answer as the first run.
 *
 * <p>Here stands what comes before the rules: the order of facts and of time, what is held back or
 * looked at by nobody, incidents, and the beginnings of calendars. The rules are {@link
 * LastingEngine}.
 */
public final class VirtualSession implements AutoCloseable {
  private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

  private final LastingEngine engine;
  private final FactWindow window;
  private final Queue<SessionFact> next = new ConcurrentLinkedQueue<>();
  private final Interest.Table interests;
  private final Collapse collapse;
  private final Bystanders bystanders;
  private final OpenIncidents incidents = new OpenIncidents();
  private final Openings openings;
  private final List<CalendarOpened> opened = new ArrayList<>();
  private Instant tidied = Instant.MIN;

  /**
   * Its own clock tells when calendars begin.
   *
   * @param start where the clock starts
   */
  public VirtualSession(
      CompiledPlaybooks playbooks, Calendars calendars, SessionLimits limits, Instant start) {
    this(playbooks, calendars, limits, start, true);
  }

  /** A journal tells when calendars began, until {@link #follow}. */
  static VirtualSession ofJournal(
      CompiledPlaybooks playbooks, Calendars calendars, SessionLimits limits, Instant start) {
    return new VirtualSession(playbooks, calendars, limits, start, false);
  }

  private VirtualSession(
      CompiledPlaybooks playbooks,
      Calendars calendars,
      SessionLimits limits,
      Instant start,
      boolean following) {
    this.engine = new LastingEngine(playbooks, calendars, limits, incidents, start);
    this.window = engine.window();
    this.interests = new Interest.Table(playbooks);
    this.collapse = new Collapse(interests);
    this.bystanders = new Bystanders(limits.maximumFacts());
    this.openings = new Openings(calendars, playbooks.openings(calendars.names()));
    if (following) {
      openings.follow(start);
    }
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
    return insert(fact, latest, true);
  }

  /** As {@link #insert(SessionFact, Instant)} of what a session before this has taken already. */
  List<Decision> insertAgain(SessionFact fact, Instant latest) {
    return insert(fact, latest, false);
  }

  private List<Decision> insert(SessionFact fact, Instant latest, boolean isNew) {
    Instant moment = earlier(fact.time(), latest);
    List<Decision> decisions = new ArrayList<>(advanceTo(moment));
    if (fact.value() instanceof CalendarOpened) {
      openings.know(fact.id());
    }
    if (isForgotten(moment) || window.contains(fact.id())) {
      return decisions;
    }
    List<Incident> changed = isNew ? incidents.take(fact) : List.of();
    if (isBystander(fact)) {
      bystanders.add(fact, engine.now());
    } else if (!(fact.value() instanceof IncidentWord)) {
      next.addAll(collapse.take(fact, engine.now()));
    }
    judge(changed, moment, decisions);
    judgeNext(latest, decisions);
    return decisions;
  }

  /** Takes an incident that began before this session; silently, it was decided on before. */
  List<Decision> learn(Incident stored) {
    incidents.put(stored);
    List<Decision> decisions = new ArrayList<>();
    judge(List.of(stored), engine.now(), decisions);
    return onlyFaults(decisions);
  }

  private void judge(List<Incident> changed, Instant moment, List<Decision> decisions) {
    tidy(moment);
    changed.forEach(incident -> decisions.addAll(engine.judge(incident, moment)));
  }

  /** What is over is forgotten once a minute. */
  private void tidy(Instant now) {
    if (tidied.isBefore(now.minus(TIDY_EVERY))) {
      tidied = now;
      incidents.forget(now).forEach(id -> engine.forget("incident/" + id));
    }
  }

  /**
   * From now on the clock tells when calendars begin. What began while nobody looked, and is not
   * over, is told now.
   */
  List<Decision> follow() {
    List<Decision> decisions = new ArrayList<>();
    Instant now = engine.now();
    openings.follow(now);
    openings.missed(now).forEach(late -> judge(late, decisions));
    return decisions;
  }

  private void judge(CalendarOpened opening, List<Decision> decisions) {
    SessionFact fact = SessionFact.of(opening);
    openings.know(fact.id());
    tidied = Instant.MIN;
    tidy(opening.time());
    opened.add(opening);
    if (!window.contains(fact.id())) {
      decisions.addAll(engine.judge(fact, opening.time()));
    }
  }

  /** The beginnings that were noticed since this was asked. */
  List<CalendarOpened> opened() {
    List<CalendarOpened> all = List.copyOf(opened);
    opened.clear();
    return all;
  }

  /**
   * Knows what another session knew beside the facts that it handed on: incidents and the
   * beginnings of calendars. Nothing is asked because of it.
   */
  List<Decision> takeOver(VirtualSession before) {
    List<Decision> faults = new ArrayList<>();
    openings.knowAll(before.openings.known());
    before.incidents().forEach(incident -> faults.addAll(learn(incident)));
    return faults;
  }

  /** As {@link #follow} where another session has told already what had begun. */
  void followOn() {
    openings.follow(engine.now());
  }

  /** Whether an incident is judged at this moment; from any thread. */
  boolean isJudgingIncident() {
    return engine.isJudgingIncident();
  }

  /** Shows no incident to playbooks any more. */
  void leaveIncidentsOut() {
    engine.leaveIncidentsOut();
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
        decisions.addAll(engine.judge(fact, moment));
      }
      next.poll();
    }
  }

  /** Moves the clock, stopping at every deadline on the way; an earlier instant does nothing. */
  public List<Decision> advanceTo(Instant instant) {
    List<Decision> decisions = new ArrayList<>();
    for (Optional<Instant> due = nextStop();
        due.isPresent() && !due.get().isAfter(instant);
        due = nextStop()) {
      Instant deadline = later(due.get(), engine.now());
      decisions.addAll(engine.advanceTo(deadline));
      next.addAll(collapse.due(deadline));
      judgeNext(deadline, decisions);
      openings.due(deadline).forEach(opening -> judge(opening, decisions));
    }
    if (instant.isAfter(engine.now())) {
      decisions.addAll(engine.advanceTo(instant));
    }
    return decisions;
  }

  /** When something is held back no longer, or a calendar begins. */
  private Optional<Instant> nextStop() {
    return earlier(collapse.nextDeadline(), openings.next());
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
      return insertAgain(fact, latest);
    }
    if (fact.value() instanceof CalendarOpened) {
      openings.know(fact.id());
    }
    List<Decision> decisions = new ArrayList<>(advanceTo(earlier(fact.time(), latest)));
    next.add(fact);
    judgeNext(latest, decisions);
    return decisions;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return a.isEmpty() || b.isEmpty() ? a.or(() -> b) : Optional.of(earlier(a.get(), b.get()));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  public Instant now() {
    return engine.now();
  }

  /** When the clock must next be moved for something to be noticed in time. */
  public Optional<Instant> nextDeadline() {
    return earlier(nextStop(), engine.nextDeadline());
  }

  /** The facts that are still remembered, in the order in which they came; from any thread. */
  public List<SessionFact> facts() {
    return window.facts();
  }

  /** Those of the remembered facts that no playbook looks at; from any thread. */
  List<SessionFact> bystanders() {
    return bystanders.facts();
  }

  /** What is still to be judged: held back, or behind the fact at hand. */
  List<SessionFact> undecided() {
    List<SessionFact> undecided = new ArrayList<>(collapse.held());
    next.stream().filter(fact -> !window.contains(fact.id())).forEach(undecided::add);
    return undecided;
  }

  /** The incidents of the last day as they stand; from any thread. */
  public List<Incident> incidents() {
    return incidents.all();
  }

  /** How many facts are remembered; from any thread. */
  int size() {
    return window.size();
  }

  /** How many facts the rule engine itself holds. */
  long liveFacts() {
    return engine.liveFacts();
  }

  /** A remembered detection; from any thread. */
  public Optional<Detection> detection(String id) {
    return fact(id)
        .map(SessionFact::value)
        .filter(Detection.class::isInstance)
        .map(Detection.class::cast);
  }

  /** Detections that stand behind others that are the same; from any thread. */
  public long collapsed() {
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
    return engine.playbooks();
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
