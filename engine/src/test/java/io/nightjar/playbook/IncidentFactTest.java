package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.respond.ResponseState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Incidents as playbooks see them. */
class IncidentFactTest {
  private static final Instant NOON = TestPlaybooks.NOON;
  private static CompiledPlaybooks playbooks;

  @BeforeAll
  static void compile(@TempDir Path directory) throws PlaybookErrors {
    playbooks =
        TestPlaybooks.load(
            directory,
            Map.of(
                "wide",
                """
                rule "three pods, two rules"
                when
                  $i : Incident( pods >= 3, rules.size() >= 2 )
                then
                  respond.to($i).scaleToZero().because("{about}: {rules}");
                end
                """,
                "twenty",
                """
                rule "many"
                when
                  $i : Incident( detections >= 20 )
                then
                  respond.page($i, "oncall", "{detections}");
                end
                """));
  }

  private static VirtualSession session() {
    return new VirtualSession(playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON);
  }

  @Test
  void anIncidentGrowsOverPodsAndRulesAndIsAskedForOnce() {
    try (VirtualSession session = session()) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        decisions.addAll(
            session.insert(
                TestPlaybooks.fact("d" + i, "rule " + i % 2, "web-" + i % 4, NOON.plusSeconds(i))));
      }
      assertThat(decisions).singleElement().isInstanceOf(Decision.Asked.class);
      Decision.Asked asked = (Decision.Asked) decisions.getFirst();
      assertThat(asked.request().because()).isEqualTo("Deployment shop/web: rule 0, rule 1");
      assertThat(asked.request().requestedAt()).isEqualTo(NOON.plusSeconds(2));
      assertThat(asked.request().detectionIds()).containsExactly("d0", "d1", "d2");
    }
  }

  @Test
  void whatNoPlaybookNamesAndWhatIsCollapsedIsCountedToo() {
    try (VirtualSession session = session()) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        decisions.addAll(
            session.insert(TestPlaybooks.fact("d" + i, "same", "web-1", NOON.plusMillis(i))));
      }
      assertThat(decisions).singleElement().isInstanceOf(Decision.Told.class);
      assertThat(((Decision.Told) decisions.getFirst()).notice().text()).isEqualTo("20");
    }
  }

  @Test
  void anHourOfSilenceEndsAnIncidentAndADayForgetsIt() {
    try (VirtualSession session = session()) {
      session.insert(TestPlaybooks.fact("a", "x", "web-1", NOON));
      session.insert(TestPlaybooks.fact("b", "x", "web-1", NOON.plus(Duration.ofMinutes(59))));
      assertThat(session.incidents()).hasSize(1);
      session.insert(TestPlaybooks.fact("c", "x", "web-1", NOON.plus(Duration.ofHours(2))));
      assertThat(session.incidents()).hasSize(2);
      session.insert(TestPlaybooks.fact("d", "x", "", NOON.plus(Duration.ofHours(25))));
      assertThat(session.incidents())
          .extracting(Incident::about)
          .containsExactly("Deployment shop/web", "node node-1");
    }
  }

  @Test
  void whatWasDoneStandsInItUntilItIsUndone() {
    try (VirtualSession session = session()) {
      session.insert(TestPlaybooks.fact("a", "x", "web-1", NOON));
      session.insert(update(ResponseState.SUCCEEDED, 1));
      assertThat(session.incidents().getFirst().actions())
          .containsExactly("kubernetes:isolate-pod");
      session.insert(update(ResponseState.UNDONE, 2));
      assertThat(session.incidents().getFirst().actions()).isEmpty();
    }
  }

  private static SessionFact update(ResponseState state, int seconds) {
    return SessionFact.of(
        TestPlaybooks.update(
            "r", "kubernetes:isolate-pod", state, "web-1", NOON.plusSeconds(seconds)));
  }
}
