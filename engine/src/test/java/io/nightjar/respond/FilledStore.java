package io.nightjar.respond;

import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A store as a night leaves it: two detections in a closed incident, a response that waits, one
 * that can be undone and will be, one that expired, and one that joined another.
 */
public final class FilledStore {

  public static final int DETECTIONS = 2;
  public static final int RESPONSES = 3;

  private FilledStore() {}

  public static void fill(Path state) {
    fill(state, new ManualClock());
  }

  public static void fill(Path state, ManualClock clock) {
    FakeAction isolate = new FakeAction("fake:isolate", true);
    try (Desk desk = Desk.open(state, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      new Journal(desk.state.database(), clock)
          .append(
              Detections.of("d1", clock.instant()),
              Detections.of("d2", clock.instant().plusSeconds(1)));
      desk.desk.request(asking("expired", "uid-1"));
      desk.desk.request(asking("joined", "uid-1"));
      desk.advance(Duration.ofMinutes(20));
      desk.desk.request(asking("waiting", "uid-2"));
      desk.desk.request(
          Requests.of("undoable", "p", "fake:isolate", pod("uid-3"), Duration.ofDays(1), null));
      desk.await("undoable", ResponseState.SUCCEEDED);
      IncidentDesk incidents = new IncidentDesk(desk.state.database(), clock);
      for (Incident incident : new IncidentQueries(desk.state.database()).list(false, "", 10)) {
        incidents.close(incident.id(), "anna", "a drill");
      }
    }
  }

  private static ResponseRequest asking(String id, String uid) {
    return Requests.of(
        id,
        "p",
        "fake:isolate",
        pod(uid),
        null,
        Requests.ask(Duration.ofMinutes(10), Duration.ofMinutes(4)));
  }

  private static PodTarget pod(String uid) {
    return new PodTarget("shop", "checkout-" + uid, uid);
  }
}
