package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.Exemption;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets, cool-down and exceptions on a real store. */
class BudgetsTest {

  private static final GateSettings TWO_A_NAMESPACE =
      GateSettings.of(Mode.ENFORCE)
          .with(new Budgets(Duration.ofHours(1), 99, 99, 2, 99, 99, 99, 0));

  @TempDir Path temp;
  private final ManualClock clock = new ManualClock();
  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  private static ResponseRequest on(int pod) {
    return Requests.on("r" + pod, new PodTarget("shop", "checkout-" + pod, "uid-" + pod));
  }

  @Test
  void aRestartGivesNobodyAFreshBudget() {
    try (Desk desk = Desk.open(temp, TWO_A_NAMESPACE, clock, isolate)) {
      desk.desk.request(on(1));
      desk.await("r1", ResponseState.SUCCEEDED);
    }
    try (Desk desk = Desk.open(temp, TWO_A_NAMESPACE, clock, isolate)) {
      desk.desk.request(on(2));
      desk.await("r2", ResponseState.SUCCEEDED);
      Response third = desk.desk.request(on(3));
      assertThat(third.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(third.reason())
          .isEqualTo("the budget of namespace shop is spent: 2 in 1 hour, at most 2");
      assertThat(third.findings())
          .anySatisfy(
              finding -> {
                assertThat(finding.guard()).isEqualTo("budget");
                assertThat(finding.answer()).isEqualTo("ask");
              });
      desk.desk.approve("r3", "anna", "go on");
      desk.await("r3", ResponseState.SUCCEEDED);
      clock.advance(Duration.ofMinutes(61));
      assertThat(desk.desk.request(on(4)).state()).isEqualTo(ResponseState.ALLOWED);
    }
  }

  @Test
  void evidenceUsesUpNoBudgetOfContainment() {
    FakeAction evidence = new FakeAction("evidence:fake", false);
    try (Desk desk = Desk.open(temp, TWO_A_NAMESPACE, clock, isolate, evidence)) {
      for (int i = 1; i <= 2; i++) {
        PodTarget pod = new PodTarget("shop", "web-" + i, "uid-w" + i);
        desk.desk.request(Requests.of("e" + i, "p", "evidence:fake", pod, null, null));
        desk.await("e" + i, ResponseState.SUCCEEDED);
      }
      PodTarget third = new PodTarget("shop", "web-3", "uid-w3");
      assertThat(
              desk.desk.request(Requests.of("e3", "p", "evidence:fake", third, null, null)).state())
          .isEqualTo(ResponseState.AWAITING_APPROVAL);

      desk.desk.request(on(1));
      desk.await("r1", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void whatAPersonUndidIsAskedForNextTime() {
    GateSettings settings = GateSettings.of(Mode.ENFORCE).coolingDown(Duration.ofMinutes(10));
    try (Desk desk = Desk.open(temp, settings, clock, isolate)) {
      desk.desk.request(on(1));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.desk.undo("r1", "anna", "false alarm");
      desk.await("r1", ResponseState.UNDONE);
      PodTarget same = new PodTarget("shop", "checkout-1", "uid-1");
      Response again = desk.desk.request(Requests.on("again", same));
      assertThat(again.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(again.reason()).contains("the same was taken back").contains("r1");
    }
  }

  @Test
  void whatItsTimeEndedIsDoneAgainAtOnce() {
    GateSettings settings = GateSettings.of(Mode.ENFORCE).coolingDown(Duration.ofMinutes(10));
    PodTarget pod = new PodTarget("shop", "checkout-1", "uid-1");
    try (Desk desk = Desk.open(temp, settings, clock, isolate)) {
      desk.desk.request(Requests.of("r1", "p", "fake:isolate", pod, Duration.ofMinutes(5), null));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.advance(Duration.ofMinutes(5));
      desk.await("r1", ResponseState.UNDONE);
      assertThat(desk.desk.request(Requests.on("again", pod)).state())
          .isEqualTo(ResponseState.ALLOWED);
    }
  }

  @Test
  void anExceptionThatCameWhileAResponseWaitedStopsItToo() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.gate.reconfigure(
          GateSettings.of(Mode.ENFORCE)
              .with(
                  List.of(
                      new Exemption(
                          "CHG-9",
                          "migration",
                          clock.instant().plus(Duration.ofHours(1)),
                          null,
                          null,
                          "shop",
                          null))));
      desk.desk.approve("r1", "anna", "yes");
      Response denied = desk.await("r1", ResponseState.DENIED);
      assertThat(denied.reason()).contains("CHG-9: migration");
      assertThat(isolate.executed).isEmpty();
    }
  }

  @Test
  void responsesStandInTheIncidentOfTheirDetections() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      new Journal(desk.state.database(), clock).append(Detections.of("d1"));
      desk.desk.request(on(1));
      desk.desk.request(Requests.on("same", new PodTarget("shop", "checkout-1", "uid-1")));
      desk.await("r1", ResponseState.SUCCEEDED);
      IncidentQueries incidents = new IncidentQueries(desk.state.database());
      String id = incidents.list(false, "", 9).getFirst().id();
      assertThat(incidents.story(id).orElseThrow().responses())
          .extracting(Response::id)
          .containsExactly("r1");
    }
  }
}
