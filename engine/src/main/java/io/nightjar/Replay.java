package io.nightjar;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.ResponseUpdate;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a new session must remember of the past: detections, and where their responses stand. */
final class Replay {

  private static final int RESPONSES_AT_MOST = 10_000;

  private final Database database;
  private final InstantSource clock;

  Replay(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The facts of the last {@link SessionLimits#MEMORY}, in any order. */
  List<SessionFact> lastWindow() {
    Instant from = clock.instant().minus(SessionLimits.MEMORY);
    List<SessionFact> facts = new ArrayList<>();
    Map<String, Detection> byId = new HashMap<>();
    for (Detection detection : new Journal(database, clock).since(from)) {
      byId.put(detection.id(), detection);
      facts.add(SessionFact.of(detection));
    }
    ResponseFilter recent = new ResponseFilter(ResponseFilter.ALL.states(), "", RESPONSES_AT_MOST);
    for (Response response : new ResponseQueries(database).list(recent)) {
      if (!response.updatedAt().isBefore(from)) {
        Detection cause =
            response.request().detectionIds().stream()
                .map(byId::get)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
        facts.add(SessionFact.of(ResponseUpdate.of(response, cause)));
      }
    }
    return facts;
  }
}
