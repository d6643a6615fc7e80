package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.PodTarget;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.detect.Detection;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.upkeep.Retention;
import io.nightjar.upkeep.RetentionSettings;
import io.nightjar.upkeep.Swept;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final RetentionSettings A_WEEK =
      new RetentionSettings(
          DAY.multipliedBy(7), DAY.multipliedBy(7), DAY.multipliedBy(7), DAY, Duration.ofHours(6));

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final FakeAction kill = new FakeAction("fake:kill", false);
  private final ManualClock clock = new ManualClock();

  private Desk desk() {
    return Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate, kill);
  }

  private Swept sweep(Desk desk) {
    Map<String, ActionDescriptor> actions =
        Stream.of(isolate.descriptor(), kill.descriptor())
            .collect(Collectors.toMap(ActionDescriptor::id, a -> a));
    return new Retention(desk.state.database(), actions, clock).sweep(A_WEEK);
  }

  private Journal journal(Desk desk) {
    return new Journal(desk.state.database(), clock);
  }

  private void closeIncidents(Desk desk) {
    for (Incident incident : new IncidentQueries(desk.state.database()).list(false, "", 100)) {
      new IncidentDesk(desk.state.database(), clock).close(incident.id(), "anna", "done");
    }
  }

  private static long count(Desk desk, String table) {
    return desk.state
        .database()
        .read(
            connection -> {
              try (PreparedStatement select =
                      connection.prepareStatement("SELECT count(*) FROM " + table);
                  ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
              }
            });
  }

  private static List<AuditRecord> leaves(Desk desk, String kind) {
    return desk.state.database().read(c -> AuditRecords.last(c, 10_000)).stream()
        .filter(leaf -> leaf.kind().equals(kind))
        .toList();
  }

  private static Set<String> responses(Desk desk) {
    return desk.desk.list(ResponseFilter.ALL).stream()
        .map(Response::id)
        .collect(Collectors.toSet());
  }

  @Test
  void whatIsOverAndOldGoesWithAllThatBelongsToIt() {
    try (Desk desk = desk()) {
      journal(desk).append(Detections.of("d1", clock.instant()));
      desk.desk.request(Requests.asking("expires"));
      desk.desk.request(Requests.asking("joined"));
      desk.advance(Duration.ofMinutes(20));
      assertThat(desk.now("expires").state()).isEqualTo(ResponseState.EXPIRED);
      assertThat(count(desk, "timers")).isEqualTo(2);
      assertThat(count(desk, "joined_requests")).isEqualTo(1);
      assertThat(count(desk, "incident_responses")).isEqualTo(1);
      closeIncidents(desk);
      clock.advance(DAY.multipliedBy(6));
      assertThat(sweep(desk)).isEqualTo(new Swept(0, 0, 0, 0));
      clock.advance(DAY.multipliedBy(2));
      assertThat(sweep(desk)).isEqualTo(new Swept(1, 1, 1, 0));
      for (String table :
          List.of(
              "responses",
              "timers",
              "joined_requests",
              "incident_responses",
              "incidents",
              "detections",
              "acts")) {
        assertThat(count(desk, table)).as(table).isZero();
      }
    }
  }

  @Test
  void whatWaitsOrCanBeUndoneStaysHoweverOld() {
    try (Desk desk = desk()) {
      desk.desk.request(on("undoable", "fake:isolate", "uid-1"));
      desk.desk.request(on("final", "fake:kill", "uid-2"));
      desk.await("undoable", ResponseState.SUCCEEDED);
      desk.await("final", ResponseState.SUCCEEDED);
      clock.advance(DAY.multipliedBy(400));
      ApprovalAsk patient = Requests.ask(DAY.multipliedBy(500), null);
      desk.desk.request(Requests.of("waits", "p", "fake:isolate", pod("uid-3"), null, patient));
      clock.advance(DAY.multipliedBy(400));
      assertThat(sweep(desk)).isEqualTo(new Swept(0, 1, 0, 1));
      assertThat(responses(desk)).containsExactlyInAnyOrder("undoable", "waits");
      assertThat(desk.desk.undo("undoable", "anna", "")).isInstanceOf(DeskReply.Done.class);
      desk.await("undoable", ResponseState.UNDONE);
      assertThat(sweep(desk).responses()).isZero();
      clock.advance(DAY.multipliedBy(8));
      assertThat(sweep(desk).responses()).isEqualTo(1);
      assertThat(responses(desk)).containsExactly("waits");
    }
  }

  private static PodTarget pod(String uid) {
    return new PodTarget("shop", "p-" + uid, uid);
  }

  private static ResponseRequest on(String id, String action, String uid) {
    return Requests.of(id, "p", action, pod(uid), null, null);
  }

  @Test
  void theResponseWithATimerThatIsNotDoneStays() {
    try (Desk desk = desk()) {
      desk.desk.request(
          Requests.of("temporary", "p", "fake:isolate", pod("u"), DAY.multipliedBy(30), null));
      desk.await("temporary", ResponseState.SUCCEEDED);
      clock.advance(DAY.multipliedBy(20));
      assertThat(sweep(desk).responses()).isZero();
      desk.advance(DAY.multipliedBy(11));
      desk.await("temporary", ResponseState.UNDONE);
      clock.advance(DAY.multipliedBy(8));
      assertThat(sweep(desk).responses()).isEqualTo(1);
      assertThat(count(desk, "timers")).isZero();
    }
  }

  @Test
  void incidentsThatNobodyClosedKeepTheirDetectionsAndResponses() {
    try (Desk desk = desk()) {
      journal(desk).append(Detections.of("d1", clock.instant()));
      desk.desk.request(Requests.asking("expires"));
      desk.advance(Duration.ofMinutes(20));
      clock.advance(DAY.multipliedBy(400));
      assertThat(sweep(desk).anything()).isFalse();
      closeIncidents(desk);
      assertThat(sweep(desk)).isEqualTo(new Swept(1, 1, 1, 0));
    }
  }

  @Test
  void whatIsYoungStaysAndTheWindowOfTheSessionWithIt() {
    try (Desk desk = desk()) {
      Journal journal = journal(desk);
      Detection old = Detections.of("old", clock.instant());
      journal.append(old);
      closeIncidents(desk);
      clock.advance(DAY.multipliedBy(8));
      Detection young = Detections.of("young", clock.instant().minus(Duration.ofMinutes(59)));
      journal.append(young);
      closeIncidents(desk);
      assertThat(sweep(desk).detections()).isEqualTo(1);
      assertThat(journal.since(Detections.TIME.minus(DAY))).containsExactly(young);
    }
  }

  @Test
  void aSweepIsToldBeforeAndAfter() {
    try (Desk desk = desk()) {
      sweep(desk);
      assertThat(leaves(desk, "retention.began")).isEmpty();
      journal(desk).append(Detections.of("d1", clock.instant()));
      closeIncidents(desk);
      clock.advance(DAY.multipliedBy(8));
      sweep(desk);
      assertThat(leaves(desk, "retention.began")).hasSize(1);
      assertThat(leaves(desk, "retention.swept"))
          .singleElement()
          .satisfies(
              leaf -> {
                assertThat(leaf.fields().path("detections").asLong()).isEqualTo(1);
                assertThat(leaf.fields().path("incidents").asLong()).isEqualTo(1);
                assertThat(leaf.actor()).isEqualTo("nightjar");
              });
    }
  }

  @Test
  void manyAreRemovedInSmallTransactions() {
    try (Desk desk = desk()) {
      List<Detection> many = new ArrayList<>();
      for (int i = 0; i < 1_001; i++) {
        many.add(Detections.of("d" + i, clock.instant()));
      }
      journal(desk).append(many);
      closeIncidents(desk);
      clock.advance(DAY.multipliedBy(8));
      long before = desk.state.database().commits();
      assertThat(sweep(desk).detections()).isEqualTo(1_001);
      assertThat(desk.state.database().commits() - before).isGreaterThanOrEqualTo(6);
    }
  }
}
