package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponseState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be done when a calendar begins, on what is still open. */
class CalendarOpenedTest {
  private static final String AT_NIGHT =
      """
      rule "at night, what is still open"
      when
        $night : CalendarOpened( calendar == "night" )
        $i : Incident( state == IncidentState.OPEN, this before[0s,24h] $night,
                       actions not contains "kubernetes:isolate-pod" )
      then
        respond.to($i).isolatePod().because("{about}: {detections} detections since {opened}");
      end
      rule "the night begins"
      when
        $night : CalendarOpened( calendar == "night" )
      then
        respond.page($night, "oncall", "{calendar} at {opened}");
      end
      """;
  private static final Instant NOON = TestPlaybooks.NOON;
  private static final Instant EVENING = Instant.parse("2026-11-20T22:00:00Z");

  private static CompiledPlaybooks playbooks;

  @BeforeAll
  static void compile(@TempDir Path directory) throws PlaybookErrors {
    playbooks = TestPlaybooks.load(directory, Map.of("night", AT_NIGHT));
  }

  private static VirtualSession session(ZoneId zone, Instant start) {
    return new VirtualSession(
        playbooks, new Calendars(CalendarSpec.defaults(zone)), SessionLimits.DEFAULT, start);
  }

  private static VirtualSession ofJournal(Instant start) {
    return VirtualSession.ofJournal(
        playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, start);
  }

  private static List<Decision.Asked> asked(List<Decision> decisions) {
    return decisions.stream()
        .filter(Decision.Asked.class::isInstance)
        .map(Decision.Asked.class::cast)
        .toList();
  }

  @Test
  void whatIsStillOpenIsActedOnWhenTheCalendarBeginsHoursLater() {
    try (VirtualSession session = session(ZoneOffset.UTC, NOON)) {
      assertThat(session.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON))).isEmpty();
      assertThat(session.advanceTo(EVENING.minusMillis(1))).isEmpty();
      List<Decision> decisions = session.advanceTo(EVENING);
      assertThat(asked(decisions)).hasSize(1);
      assertThat(asked(decisions).getFirst().request().requestedAt()).isEqualTo(EVENING);
      assertThat(asked(decisions).getFirst().request().because())
          .isEqualTo("Deployment shop/web: 1 detections since " + NOON);
      assertThat(session.opened())
          .singleElement()
          .extracting(CalendarOpened::calendar)
          .isEqualTo("night");
    }
  }

  @Test
  void whatWasContainedIsLeftAndWhatComesAfterwardsIsNotMeant() {
    try (VirtualSession session = session(ZoneOffset.UTC, NOON)) {
      session.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON));
      session.insert(
          SessionFact.of(
              TestPlaybooks.update(
                  "r",
                  "kubernetes:isolate-pod",
                  ResponseState.SUCCEEDED,
                  "web-1",
                  NOON.plusSeconds(60))));
      assertThat(asked(session.advanceTo(EVENING))).isEmpty();
      assertThat(
              asked(
                  session.insert(
                      TestPlaybooks.fact("b", "shell", "web-1", EVENING.plusSeconds(60)))))
          .isEmpty();
    }
  }

  @Test
  void anIncidentThatAPersonClosedIsNotOpen() {
    try (VirtualSession session = session(ZoneOffset.UTC, NOON)) {
      SessionFact first = TestPlaybooks.fact("a", "shell", "web-1", NOON);
      session.insert(first);
      io.nightjar.detect.Detection detection = (io.nightjar.detect.Detection) first.value();
      String id =
          io.nightjar.incident.Incident.id(io.nightjar.incident.Subject.of(detection), detection);
      session.insert(
          SessionFact.of(
              new IncidentWord(
                  id, io.nightjar.incident.IncidentState.CLOSED, NOON.plusSeconds(9))));
      assertThat(asked(session.advanceTo(EVENING))).isEmpty();
    }
  }

  /** The night begins at 22:00 by the clocks on the wall, before and after they are set back. */
  @Test
  void theClocksOnTheWallCount() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    try (VirtualSession session = session(berlin, Instant.parse("2026-10-24T12:00:00Z"))) {
      session.advanceTo(Instant.parse("2026-10-26T12:00:00Z"));
      assertThat(session.opened())
          .extracting(CalendarOpened::opened)
          .containsExactly(
              Instant.parse("2026-10-24T20:00:00Z"), Instant.parse("2026-10-25T21:00:00Z"));
    }
  }

  @Test
  void aBeginningThatWasSleptOverIsMadeUpForOnceAndSaysSo() {
    Instant start = Instant.parse("2026-11-21T02:00:00Z");
    Incident stored;
    try (VirtualSession before = session(ZoneOffset.UTC, NOON)) {
      before.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON));
      before.advanceTo(EVENING.minusSeconds(60));
      stored = before.incidents().getFirst();
    }
    try (VirtualSession after = ofJournal(start.minus(SessionLimits.PAST))) {
      after.learn(stored);
      assertThat(after.advanceTo(start)).isEmpty();
      List<Decision> decisions = after.follow();
      assertThat(asked(decisions)).hasSize(1);
      assertThat(asked(decisions).getFirst().request().because())
          .endsWith("(late: night began at 2026-11-20T22:00:00Z, Nightjar did not run then)");
      assertThat(asked(decisions).getFirst().request().requestedAt()).isEqualTo(start);
      assertThat(after.opened())
          .singleElement()
          .extracting(CalendarOpened::getLateSeconds)
          .isEqualTo(4 * 3600L);
    }
  }

  @Test
  void aRestartDoesNotAskAgainWhatTheJournalSaysWasNoticed() {
    Instant start = EVENING.plusSeconds(1800);
    CalendarOpened noticed = CalendarOpened.at("night", EVENING);
    try (VirtualSession after = ofJournal(start.minus(SessionLimits.PAST))) {
      after.insert(SessionFact.of(noticed));
      after.advanceTo(start);
      assertThat(after.follow()).isEmpty();
      assertThat(after.opened()).isEmpty();
    }
    // hours later the journal is asked for it still, though the fact is forgotten
    try (VirtualSession later = ofJournal(EVENING.plusSeconds(3600 * 3))) {
      assertThat(later.insert(SessionFact.of(noticed))).isEmpty();
      assertThat(later.follow()).isEmpty();
    }
  }

  @Test
  void theSameBeginningGivesTheSameRequestHoweverLateItIsNoticed() {
    List<Decision> inTime;
    Incident stored;
    try (VirtualSession session = session(ZoneOffset.UTC, NOON)) {
      session.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON));
      stored = session.incidents().getFirst();
      inTime = new ArrayList<>(session.advanceTo(EVENING));
    }
    try (VirtualSession late = ofJournal(EVENING.plusSeconds(600))) {
      late.learn(stored);
      assertThat(ids(late.follow())).containsExactlyInAnyOrderElementsOf(ids(inTime));
    }
  }

  @Test
  void aCalendarThatIsOverAgainIsNotMadeUpFor() {
    try (VirtualSession after = ofJournal(Instant.parse("2026-11-21T12:00:00Z"))) {
      assertThat(after.follow()).isEmpty();
    }
  }

  @Test
  void aReloadTakesTheIncidentsAlongAndAsksNothing() {
    try (VirtualSession old = session(ZoneOffset.UTC, NOON);
        VirtualSession next = ofJournal(NOON)) {
      old.insert(TestPlaybooks.fact("a", "shell", "web-1", NOON));
      Instant later = NOON.plusSeconds(7200);
      old.advanceTo(later);
      new Successor(next).learn(old);
      next.advanceTo(later);
      assertThat(next.takeOver(old)).isEmpty();
      next.followOn();
      assertThat(asked(next.advanceTo(EVENING))).hasSize(1);
    }
  }
}
