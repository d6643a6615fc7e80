package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Incidents and calendars in the session of production: over a start, a reload and a stall. */
class SessionOverTimeTest {
  private static final String NIGHT =
      """
      rule "still open"
      when
        $night : CalendarOpened( calendar == "night" )
        $i : Incident( state == IncidentState.OPEN, this before[0s,24h] $night )
      then
        respond.to($i).isolatePod().because("{detections}");
      end
      """;
  private static final String ENDLESS =
      "rule \"endless\" when $d : Detection( rule == \"shell\", id == \"bad\" )"
          + " then io.nightjar.playbook.Endless.on($d.id()); end";
  private static final CompiledPlaybooks PLAYBOOKS =
      TestPlaybooks.unchecked(Map.of("night", NIGHT));
  private static final Instant NOON = TestPlaybooks.NOON;
  private static final Instant EVENING = Instant.parse("2026-11-20T22:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<PlaybookSession> sessions = new ArrayList<>();

  @BeforeEach
  void holdWhatIsEndless() {
    Endless.hold();
  }

  @AfterEach
  void closeAll() {
    Endless.release();
    sessions.forEach(PlaybookSession::close);
  }

  /** Says what was decided and which beginnings were to be kept, in order. */
  private final class Hearing implements DecisionListener {
    @Override
    public void decided(Decision decision, boolean replay) {
      String what =
          switch (decision) {
            case Decision.Asked asked -> "asked: " + asked.request().because();
            case Decision.Told told -> "told";
            case Decision.NotPossible skipped -> "skipped";
            case Decision.TakenOut out -> "out " + out.fault().playbook();
          };
      heard.add((replay ? "replay " : "") + what);
    }

    @Override
    public void opened(CalendarOpened opening) {
      heard.add("keep " + opening.opened());
    }
  }

  private PlaybookSession session(CompiledPlaybooks playbooks, PastFacts past) throws Exception {
    SessionLimits strict = new SessionLimits(1000, 1000, 100, Duration.ofMillis(500));
    PlaybookSession session =
        new PlaybookSession(playbooks, TestPlaybooks.CALENDARS, now::get, new Hearing(), strict);
    sessions.add(session);
    session.start(past).join();
    return session;
  }

  private void toTheEvening() {
    now.set(EVENING.plusSeconds(10));
  }

  private void hears(String... lines) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(heard).containsExactly(lines));
  }

  @Test
  void whatIsOpenIsAskedForAndThenTheBeginningIsKept() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, PastFacts.of(List.of()));
    session.offer(TestPlaybooks.detection("a", "shell", "web-1", NOON));
    await().until(() -> session.counts().passedOver() == 1);
    toTheEvening();
    hears("asked: 1", "keep " + EVENING);
  }

  @Test
  void aStartAfterTheBeginningMakesUpForItAndIsNoReplay() throws Exception {
    now.set(EVENING.plus(Duration.ofHours(3)));
    session(PLAYBOOKS, stored(List.of()));
    hears(
        "asked: 1 (late: night began at 2026-11-20T22:00:00Z, Nightjar did not run then)",
        "keep " + EVENING);
  }

  @Test
  void aStartThatIsToldOfTheBeginningIsSilent() throws Exception {
    now.set(EVENING.plus(Duration.ofHours(3)));
    session(PLAYBOOKS, stored(List.of(SessionFact.of(CalendarOpened.at("night", EVENING)))));
    assertThat(heard).isEmpty();
  }

  @Test
  void aReloadKeepsTheIncidents() throws Exception {
    PlaybookSession session = session(PLAYBOOKS, PastFacts.of(List.of()));
    session.offer(TestPlaybooks.detection("a", "shell", "web-1", NOON));
    session.offer(TestPlaybooks.detection("b", "shell", "web-1", NOON));
    session.reload(PLAYBOOKS).join();
    toTheEvening();
    hears("asked: 2", "keep " + EVENING);
  }

  @Test
  void aStallKeepsTheIncidentsAndCountsNothingTwice() throws Exception {
    PlaybookSession session =
        session(
            TestPlaybooks.unchecked(Map.of("night", NIGHT, "endless", ENDLESS)),
            PastFacts.of(List.of()));
    session.offer(TestPlaybooks.detection("a", "shell", "web-1", NOON));
    session.offer(TestPlaybooks.detection("bad", "shell", "web-1", NOON.plusSeconds(1)));
    session.offer(TestPlaybooks.detection("c", "shell", "web-1", NOON.plusSeconds(2)));
    hears("out endless");
    await().until(() -> session.waiting() == 0);
    toTheEvening();
    hears("out endless", "asked: 3", "keep " + EVENING);
  }

  /** One incident of noon, and these. */
  private static PastFacts stored(List<SessionFact> facts) {
    Incident incident;
    try (VirtualSession session =
        new VirtualSession(PLAYBOOKS, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON)) {
      session.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON));
      incident = session.incidents().getFirst();
    }
    return new PastFacts() {
      @Override
      public void each(Consumer<SessionFact> taker) {
        facts.forEach(taker);
      }

      @Override
      public List<Incident> incidents() {
        return List.of(incident);
      }
    };
  }
}
