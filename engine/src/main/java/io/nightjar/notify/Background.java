package io.nightjar.notify;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.store.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows behind a notice.
 *
 * @param severity the most severe of its detections, at least what its kind deserves
 * @param incident id of the one it belongs to, or empty
 * @param first detection; null where there is none
 */
record Background(Priority severity, String incident, @Nullable Detection first) {

  private static final int LOOKED_AT = 20;

  static Background of(Connection connection, Notice notice) throws SQLException {
    Priority severity = least(notice.kind());
    String incident = notice.responseId().isEmpty() ? "" : incident(connection, notice);
    Detection first = null;
    List<String> ids = notice.subject().detectionIds();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT json, incident FROM detections WHERE id = ?")) {
      for (String id : ids.subList(0, Math.min(ids.size(), LOOKED_AT))) {
        select.setString(1, id);
        try (ResultSet row = select.executeQuery()) {
          if (row.next()) {
            Detection detection = Json.read(row.getString(1), Detection.class);
            first = first == null ? detection : first;
            severity = detection.priority().atLeast(severity) ? detection.priority() : severity;
            String its = row.getString(2);
            incident = incident.isEmpty() && its != null ? its : incident;
          }
        }
      }
    }
    return new Background(severity, incident, first);
  }

  private static String incident(Connection connection, Notice notice) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT incident FROM incident_responses WHERE response_id = ? ORDER BY incident"
                + " LIMIT 1")) {
      select.setString(1, notice.responseId());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /** Whatever is behind it. */
  static Priority least(Notice.Kind kind) {
    return switch (kind) {
      case AWAITING_APPROVAL, ESCALATION -> Priority.CRITICAL;
      case EXPIRED, FAILED, UNDO_REFUSED, REVERTED_BY_OTHERS, TROUBLE -> Priority.ERROR;
      case SENSOR_LOSS, ALERTS_LOST, PAGE -> Priority.WARNING;
      case DENIED, EXECUTED, UNDONE, ANSWERED, ACKNOWLEDGED, TEST -> Priority.NOTICE;
    };
  }
}
