package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.incident.IncidentState;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Incident;
import io.nightjar.playbook.IncidentWord;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import io.nightjar.upkeep.CalendarNotes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start is told of the past, beside detections and responses. */
class ReplayTest {
  private static final Instant TIME = Detections.TIME;
  private static final Instant FROM = TIME.plus(Duration.ofHours(2));

  @TempDir Path temp;

  private static List<SessionFact> facts(TestState state) {
    List<SessionFact> facts = new ArrayList<>();
    new Replay(state.database(), FROM).each(facts::add);
    return facts;
  }

  private VirtualSession session(Instant start) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("playbooks/one"));
    Files.writeString(
        folder.resolve("playbook.drl"),
        """
        rule "it grows"
        when
          $i : Incident( detections >= 20 )
        then
          respond.page($i, "oncall", "{about}");
        end
        """);
    Files.writeString(folder.resolve("playbook.yaml"), "title: t\nwhy: w\nowner: o\nmayAsk: []\n");
    CompiledPlaybooks playbooks =
        new PlaybookCompiler(temp.resolve("cache"), Set.of()).load(temp.resolve("playbooks"));
    return new VirtualSession(
        playbooks,
        new Calendars(CalendarSpec.defaults(ZoneOffset.UTC)),
        SessionLimits.DEFAULT,
        start);
  }

  /** A session of all that happened and a restart in between end with the same incidents. */
  @Test
  void incidentsAreTheSameAfterARestart() throws Exception {
    try (TestState state = TestState.open(temp.resolve("state"));
        VirtualSession session = session(TIME)) {
      Journal journal = new Journal(state.database(), () -> FROM);
      for (int i = 0; i < 25; i++) {
        Detection detection = Detections.of("d" + i, TIME.plus(Duration.ofMinutes(i * 7L)));
        journal.append(detection);
        session.insert(SessionFact.of(detection));
      }
      Incident whole = session.incidents().getFirst();
      Incident before = new Replay(state.database(), FROM).incidents().getFirst();
      assertThat(before.detections()).isEqualTo(18);
      assertThat(before.openedAt()).isEqualTo(TIME);
      assertThat(before.time()).isEqualTo(TIME.plus(Duration.ofMinutes(17 * 7)));
      assertThat(before.detectionIds()).startsWith("d0").endsWith("d17").hasSize(10);
      assertThat(before.id())
          .isEqualTo(new IncidentQueries(state.database()).list(true, "", 1).getFirst().id())
          .isEqualTo(whole.id());
      assertThat(facts(state)).hasSize(7);
      assertThat(before.detections() + facts(state).size()).isEqualTo(whole.detections());
    }
  }

  @Test
  void whatPeopleSaidOfIncidentsAndWhichCalendarsBeganIsTold() {
    try (TestState state = TestState.open(temp.resolve("state"))) {
      Detection detection = Detections.of("a", FROM.plusSeconds(1));
      List<io.nightjar.incident.Incident> heard = new ArrayList<>();
      new Journal(state.database(), () -> FROM).append(detection);
      IncidentDesk desk = new IncidentDesk(state.database(), () -> FROM.plusSeconds(5), heard::add);
      String id = new IncidentQueries(state.database()).list(true, "", 1).getFirst().id();
      desk.close(id, "anna", "a drill");
      CalendarOpened opened =
          new CalendarOpened("night", FROM.minusSeconds(600), FROM.plusSeconds(3));
      CalendarNotes.note(
          state.database(),
          new CalendarOpened("night", FROM.minusSeconds(90_000), FROM.minusSeconds(90_000)));
      CalendarNotes.note(state.database(), opened);
      assertThat(facts(state))
          .extracting(SessionFact::value)
          .containsExactly(
              detection, opened, new IncidentWord(id, IncidentState.CLOSED, FROM.plusSeconds(5)));
      assertThat(heard)
          .singleElement()
          .extracting(each -> each.state().words())
          .isEqualTo("closed");
    }
  }
}
