package io.nightjar.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.detect.Detection;
import io.nightjar.http.StoredFacts;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is stored after a night, read from outside.
 *
 * @param timers all rows, see {@link Timer}
 * @param acts ids of the responses that budgets count
 * @param byIncident how many detections lie in each incident
 * @param inIncidents the responses that belong to some incident
 */
record NightFacts(
    AuditReport report,
    List<AuditRecord> leaves,
    List<Detection> detections,
    Map<String, Response> responses,
    List<Timer> timers,
    List<String> acts,
    List<Incident> incidents,
    Map<String, Long> byIncident,
    Set<String> inIncidents) {

  private static final int ALL = 1_000_000;

  /** A stored timer. */
  record Timer(String response, String kind, boolean fired, boolean done, boolean cancelled) {}

  /** The audit log alone, verified while somebody writes to it. */
  static AuditReport audit(Path state, List<String> checkpoints) throws IOException {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      return audit(database, state, checkpoints);
    }
  }

  private static AuditReport audit(ReadOnlyDatabase database, Path state, List<String> checkpoints)
      throws IOException {
    VerifierKey key = VerifierKey.parse(Files.readString(state.resolve("audit.pub")));
    return new StoredFacts(database).verify(key, checkpoints, SegmentFolder.in(state));
  }

  static NightFacts read(Path state, List<String> checkpoints) throws IOException {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      StoredFacts facts = new StoredFacts(database);
      List<String> kept = new ArrayList<>(checkpoints);
      kept.add(Files.readString(state.resolve(AuditLog.HEAD_FILE)));
      Map<String, Long> byIncident = new TreeMap<>();
      rows(
          database,
          "SELECT coalesce(incident, 'none'), count(*) FROM detections GROUP BY incident",
          row -> byIncident.put(row.getString(1), row.getLong(2)));
      List<Timer> timers = new ArrayList<>();
      rows(
          database,
          "SELECT response_id, kind, fired_millis IS NOT NULL, done_millis IS NOT NULL,"
              + " cancelled_millis IS NOT NULL FROM timers",
          row ->
              timers.add(
                  new Timer(
                      row.getString(1),
                      row.getString(2),
                      row.getBoolean(3),
                      row.getBoolean(4),
                      row.getBoolean(5))));
      List<String> acts = new ArrayList<>();
      rows(database, "SELECT response_id FROM acts", row -> acts.add(row.getString(1)));
      Set<String> inIncidents = new TreeSet<>();
      rows(
          database,
          "SELECT response_id FROM incident_responses",
          row -> inIncidents.add(row.getString(1)));
      return new NightFacts(
          audit(database, state, kept),
          facts.audit(0, ALL),
          facts.detections(ALL),
          facts.responses(new ResponseFilter(Set.of(), "", ALL), "").stream()
              .collect(Collectors.toMap(Response::id, Function.identity())),
          timers,
          acts,
          facts.incidents().list(true, "", ALL),
          byIncident,
          inIncidents);
    }
  }

  @FunctionalInterface
  private interface EachRow {
    void take(ResultSet row) throws java.sql.SQLException;
  }

  private static void rows(ReadOnlyDatabase database, String sql, EachRow each) {
    database.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql);
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              each.take(rows);
            }
            return true;
          }
        });
  }

  List<AuditRecord> leaves(String kind) {
    return leaves.stream().filter(leaf -> leaf.kind().equals(kind)).toList();
  }

  List<AuditRecord> leaves(String kind, String response) {
    return leaves.stream()
        .filter(leaf -> leaf.kind().equals(kind) && response.equals(leaf.responseId()))
        .toList();
  }

  /** The detections for which something was asked, once for each time. */
  List<String> askedFor() {
    List<String> ids = new ArrayList<>();
    for (AuditRecord leaf : leaves) {
      if (leaf.kind().equals("response.requested") || leaf.kind().equals("response.joined")) {
        for (JsonNode id : leaf.fields().path("detections")) {
          ids.add(id.asText());
        }
      }
    }
    return ids;
  }
}
