package io.nightjar.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import io.nightjar.store.Json;
import io.nightjar.upkeep.CheckReport.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether the rows of a store fit each other. */
final class RowChecks {

  private static final int PROBLEMS_AT_MOST = 20;

  private RowChecks() {}

  static Finding references(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    orphans(connection, "timers", "response_id", "responses", problems);
    orphans(connection, "joined_requests", "response_id", "responses", problems);
    orphans(connection, "acts", "response_id", "responses", problems);
    orphans(connection, "incident_responses", "response_id", "responses", problems);
    orphans(connection, "incident_responses", "incident", "incidents", problems);
    orphans(connection, "detections", "incident", "incidents", problems);
    return new Finding("references", "what names a response or an incident", problems);
  }

  private static void orphans(
      Connection connection, String table, String column, String to, List<String> problems)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                ("SELECT count(*), min(t.%2$s) FROM %1$s t WHERE t.%2$s IS NOT NULL"
                        + " AND NOT EXISTS (SELECT 1 FROM %3$s o WHERE o.id = t.%2$s)")
                    .formatted(table, column, to));
        ResultSet row = select.executeQuery()) {
      row.next();
      if (row.getLong(1) > 0) {
        problems.add(
            "%d rows of %s name %s that are gone, such as %s"
                .formatted(row.getLong(1), table, to, row.getString(2)));
      }
    }
  }

  /** The columns beside the JSON, which the audit log's verification does not look at. */
  static Finding detections(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    long count = 0;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT d.id, d.time_millis, d.incident, d.json, l.leaf FROM detections d"
                    + " LEFT JOIN audit_leaves l ON l.idx = d.leaf ORDER BY d.seq");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        count++;
        String id = rows.getString(1);
        long time = rows.getLong(2);
        String incident = rows.getString(3);
        Detection detection = read(rows.getString(4), Detection.class);
        byte[] leaf = rows.getBytes(5);
        if (detection == null) {
          add(problems, "detection " + id + " cannot be read");
        } else if (detection.time().toEpochMilli() != time || !detection.id().equals(id)) {
          add(problems, "the columns of detection " + id + " say something else than it does");
        } else if (leaf != null && !incidentOf(leaf).equals(Objects.toString(incident, ""))) {
          add(problems, "detection " + id + " was in another incident when it was accepted");
        }
      }
    }
    return new Finding("detections", count + " detections, with their columns", problems);
  }

  private static String incidentOf(byte[] leaf) {
    return fields(leaf).path("incident").asText("");
  }

  /** Empty where the leaf is damaged, which the verification of the log tells. */
  private static JsonNode fields(byte[] leaf) {
    try {
      return AuditRecord.parse(leaf).fields();
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  static Finding responses(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    long count = 0;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, state, target_key, updated_millis, json FROM responses ORDER BY id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        count++;
        String id = rows.getString(1);
        Response response = read(rows.getString(5), Response.class);
        if (response == null) {
          add(problems, "response " + id + " cannot be read");
        } else if (!response.id().equals(id)
            || !response.state().name().equals(rows.getString(2))
            || !response.request().target().key().equals(rows.getString(3))
            || response.updatedAt().toEpochMilli() != rows.getLong(4)) {
          add(problems, "the columns of response " + id + " say something else than it does");
        }
      }
    }
    laterLeaves(connection, problems);
    return new Finding("responses", count + " responses, each as its last leaf says", problems);
  }

  /** A step that is in the log must be in the row: leaves with a hash are of steps. */
  private static void laterLeaves(Connection connection, List<String> problems)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT r.id, r.state, l.idx, l.leaf FROM responses r"
                    + " JOIN audit_leaves l ON l.response_id = r.id AND l.idx > r.leaf"
                    + " ORDER BY r.id, l.idx");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        JsonNode fields = fields(rows.getBytes(4));
        if (fields.hasNonNull("sha256")) {
          add(
              problems,
              "response %s is %s, but leaf %d made it %s later"
                  .formatted(
                      rows.getString(1),
                      rows.getString(2),
                      rows.getLong(3),
                      fields.path("state").asText()));
        }
      }
    }
  }

  static Finding timers(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    String pending = "t.done_millis IS NULL AND t.cancelled_millis IS NULL";
    collect(
        connection,
        "SELECT 'timer ' || t.id || ' is to ' || lower(t.kind) || ' response ' || r.id ||"
            + " ', which is ' || r.state FROM timers t JOIN responses r ON r.id = t.response_id"
            + " WHERE t.fired_millis IS NULL AND "
            + pending
            + " AND NOT (t.kind IN ('EXPIRE', 'ESCALATE') AND r.state = 'AWAITING_APPROVAL')"
            + " AND NOT (t.kind = 'UNDO' AND r.state IN"
            + " ('SUCCEEDED', 'UNDOING', 'REVERTED_BY_OTHERS')) ORDER BY t.id",
        problems);
    collect(
        connection,
        "SELECT 'response ' || r.id || ' waits for an answer without end: its timer is gone'"
            + " FROM responses r WHERE r.state = 'AWAITING_APPROVAL' AND NOT EXISTS"
            + " (SELECT 1 FROM timers t WHERE t.response_id = r.id AND t.kind = 'EXPIRE' AND "
            + pending
            + ") ORDER BY r.id",
        problems);
    long waiting = 0;
    try (PreparedStatement select =
            connection.prepareStatement("SELECT count(*) FROM timers t WHERE " + pending);
        ResultSet row = select.executeQuery()) {
      row.next();
      waiting = row.getLong(1);
    }
    return new Finding("timers", waiting + " timers, each of a response that waits", problems);
  }

  static Finding incidents(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    long count = 0;
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, subject, state, last_millis, json FROM incidents ORDER BY id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        count++;
        String id = rows.getString(1);
        Incident incident = read(rows.getString(5), Incident.class);
        if (incident == null) {
          add(problems, "incident " + id + " cannot be read");
        } else if (!incident.id().equals(id)
            || !incident.subject().equals(rows.getString(2))
            || !incident.state().name().equals(rows.getString(3))
            || incident.lastAt().toEpochMilli() != rows.getLong(4)) {
          add(problems, "the columns of incident " + id + " say something else than it does");
        }
      }
    }
    return new Finding("incidents", count + " incidents, with their columns", problems);
  }

  private static void collect(Connection connection, String sql, List<String> problems)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        add(problems, rows.getString(1));
      }
    }
  }

  private static void add(List<String> problems, String problem) {
    if (problems.size() < PROBLEMS_AT_MOST) {
      problems.add(problem);
    }
  }

  private static <T> @Nullable T read(String json, Class<T> type) {
    try {
      return Json.read(json, type);
    } catch (IllegalArgumentException e) {
      return null; // the one who looks says so
    }
  }
}
