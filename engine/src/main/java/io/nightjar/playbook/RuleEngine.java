package io.nightjar.playbook;

import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.dialect.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.base.definitions.rule.impl.RuleImpl;
import org.drools.core.time.TimerService;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieServices;
import org.kie.api.definition.rule.Rule;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.BeforeMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.runtime.rule.ConsequenceException;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.time.SessionPseudoClock;

/**
 * Drools behind a narrow door: facts and time in, decisions out. After a {@link RuleFailure} it is
 * of no more use.
 */
final class RuleEngine implements AutoCloseable {
  private static final Pattern RULE_IN_MESSAGE =
      Pattern.compile("\\[Rule \"(.*?)\" in playbooks/([a-z0-9_]+)/");

  private final KieSession session;
  private final SessionPseudoClock clock;
  private final Calendars calendars;
  private final int maximumFirings;
  private final Respond respond = new Respond();
  private final Map<String, FactHandle> handles = new HashMap<>();
  private final Map<Rule, Integer> firings = new HashMap<>();
  private List<Decision> decisions = new ArrayList<>();
  private Instant moment;
  private boolean byTimeAlone;
  private final Set<String> waiting;
  private final CompiledPlaybooks playbooks;

  /** The rule whose consequence runs, for the watchdog; null while conditions are judged. */
  private volatile @Nullable Rule firing;

  RuleEngine(CompiledPlaybooks playbooks, Calendars calendars, int maximumFirings, Instant start) {
    this.maximumFirings = maximumFirings;
    this.moment = start;
    this.playbooks = playbooks;
    this.waiting = playbooks.waitingRules();
    KieSessionConfiguration configuration = KieServices.get().newKieSessionConfiguration();
    configuration.setOption(ClockTypeOption.PSEUDO);
    session = playbooks.knowledge().newKieSession(configuration, null);
    clock = session.getSessionClock();
    clock.advanceTime(start.toEpochMilli(), TimeUnit.MILLISECONDS);
    if (!playbooks.isEmpty()) {
      session.setGlobal("respond", respond);
    }
    // a rule whose not looks back gets a timer that fails while its calendar is off: so Drools
    // takes
    // every calendar for on, and they are asked when a match has fired
    for (String name : calendars.names()) {
      session.getCalendars().set(name, ignored -> true);
    }
    this.calendars = calendars;
    session.addEventListener(new Firings());
  }

  /** Collects what each consequence asks as soon as it has run. */
  private final class Firings extends DefaultAgendaEventListener {
    @Override
    public void beforeMatchFired(BeforeMatchFiredEvent event) {
      firing = event.getMatch().getRule();
      firings.merge(event.getMatch().getRule(), 1, Integer::sum);
      respond.clear();
    }

    @Override
    public void afterMatchFired(AfterMatchFiredEvent event) {
      Rule rule = event.getMatch().getRule();
      firing = null;
      if (byTimeAlone
          && !waiting.contains(CompiledPlaybooks.ruleKey(playbookOf(rule), rule.getName()))) {
        return; // what stood against it has been forgotten, which is no reason to act
      }
      if (!isOn(rule)) {
        return;
      }
      List<Record> facts = new ArrayList<>();
      for (Object object : event.getMatch().getObjects()) {
        if (object instanceof Record fact) {
          facts.add(fact);
        }
      }
      decisions.addAll(
          new FiredRule(
                  playbookOf(rule),
                  playbooks.edition(playbookOf(rule)),
                  rule.getName(),
                  facts,
                  moment)
              .decisions(respond));
    }
  }

  /** Whether all calendars of a rule are on at this moment. */
  private boolean isOn(Rule rule) {
    String[] names = ((RuleImpl) rule).getCalendars();
    return names == null || Arrays.stream(names).allMatch(name -> calendars.includes(name, moment));
  }

  List<Decision> insert(SessionFact fact, Instant at) {
    moment = at;
    byTimeAlone = false;
    return fire(() -> handles.put(fact.id(), session.insert(fact.value())));
  }

  /** As {@link #insert}, in place of the fact of the same id. */
  List<Decision> replace(SessionFact fact, Instant at) {
    forget(fact.id());
    return insert(fact, at);
  }

  /** Moves the clock without stopping on the way; see {@link #nextDeadline}. */
  List<Decision> advanceTo(Instant instant) {
    moment = instant;
    byTimeAlone = true;
    long millis = Duration.between(now(), instant).toMillis();
    return fire(() -> clock.advanceTime(Math.max(millis, 0), TimeUnit.MILLISECONDS));
  }

  /** As {@link #advanceTo} where nothing is due before or at {@code instant}. */
  void moveTo(Instant instant) {
    moment = instant;
    clock.advanceTime(Duration.between(now(), instant).toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Forgets a fact; one that has expired by itself is gone already. */
  void forget(String id) {
    FactHandle handle = handles.remove(id);
    if (handle != null && session.getObject(handle) != null) {
      session.delete(handle);
    }
  }

  long liveFacts() {
    return session.getFactCount();
  }

  Instant now() {
    return Instant.ofEpochMilli(clock.getCurrentTime());
  }

  /** When something happens by the passing of time alone: a fact expires, an absence is certain. */
  Optional<Instant> nextDeadline() {
    long millis = ((TimerService) clock).getTimeToNextJob();
    return millis < 0 ? Optional.empty() : Optional.of(now().plusMillis(millis));
  }

  /** Name of the playbook whose consequence runs at this moment; for the watchdog's thread. */
  Optional<String> runningPlaybook() {
    Rule rule = firing;
    return rule == null ? Optional.empty() : Optional.of(playbookOf(rule));
  }

  private List<Decision> fire(Runnable change) {
    decisions = new ArrayList<>();
    firings.clear();
    try {
      change.run();
      if (session.fireAllRules(maximumFirings) >= maximumFirings) {
        Rule busiest =
            firings.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        throw new RuleFailure(
            playbookOf(busiest),
            busiest.getName(),
            "it fired " + firings.get(busiest) + " times on one fact",
            decisions,
            null);
      }
      return decisions;
    } catch (ConsequenceException e) {
      Rule rule = e.getRule();
      throw new RuleFailure(playbookOf(rule), rule.getName(), why(e), decisions, e);
    } catch (RuleFailure e) {
      throw e;
    } catch (RuntimeException e) {
      Matcher named = RULE_IN_MESSAGE.matcher(String.valueOf(e.getMessage()));
      boolean isNamed = named.find();
      throw new RuleFailure(
          isNamed ? PlaybookPackage.nameOf(named.group(2)) : "",
          isNamed ? named.group(1) : "",
          why(e),
          decisions,
          e);
    }
  }

  private static String why(RuntimeException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return Printable.text(cause.toString(), 300);
  }

  private static String playbookOf(Rule rule) {
    return PlaybookPackage.nameOf(rule.getPackageName());
  }

  @Override
  public void close() {
    session.dispose();
  }
}
