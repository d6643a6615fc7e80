package io.nightjar.incident;

import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stored incidents. */
final class IncidentTable {

  private IncidentTable() {}

  /** Returns its JSON. */
  static String save(Transaction transaction, Incident incident) throws SQLException {
    return save(transaction, List.of(incident)).getFirst();
  }

  /**
   * Together, for a server is asked but once then.
   *
   * @param incidents each one once
   * @return the JSON of each
   */
  static List<String> save(Transaction transaction, List<Incident> incidents) throws SQLException {
    List<String> written = new ArrayList<>();
    try (PreparedStatement upsert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO incidents(id, subject, namespace, state, last_millis, json)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET"
                    + " state = excluded.state, last_millis = excluded.last_millis,"
                    + " json = excluded.json")) {
      for (Incident incident : incidents) {
        String json = Json.write(incident);
        upsert.setString(1, incident.id());
        upsert.setString(2, incident.subject());
        upsert.setString(3, incident.namespace());
        upsert.setString(4, incident.state().name());
        upsert.setLong(5, incident.lastAt().toEpochMilli());
        upsert.setString(6, json);
        upsert.addBatch();
        written.add(json);
      }
      upsert.executeBatch();
    }
    return written;
  }

  /** The one of that subject with the latest event that is not closed. */
  static Optional<Incident> current(Connection connection, String subject, IncidentMemo memo)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT json FROM incidents WHERE subject = ? AND state <> 'CLOSED'"
                + " ORDER BY last_millis DESC LIMIT 1")) {
      select.setString(1, subject);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(memo.parsed(subject, row.getString(1))) : Optional.empty();
      }
    }
  }

  /** The one of that id, or else those whose id begins so, a few at most. */
  static List<Incident> matching(Connection connection, String idOrPrefix) throws SQLException {
    return idOrPrefix.isEmpty()
        ? List.of()
        : select(
            connection,
            "WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 6",
            idOrPrefix,
            idOrPrefix);
  }

  /** The latest first. */
  static List<Incident> list(Connection connection, boolean closedToo, String namespace, int limit)
      throws SQLException {
    return select(
        connection,
        "WHERE (state <> 'CLOSED' OR ? = 'true') AND (namespace = ? OR ? = '')"
            + " ORDER BY last_millis DESC, id LIMIT CAST(? AS INTEGER)",
        Boolean.toString(closedToo),
        namespace,
        namespace,
        Integer.toString(limit));
  }

  /** Those whose latest event was not before, the earliest of these first. */
  static List<Incident> since(Connection connection, Instant last) throws SQLException {
    return select(
        connection,
        "WHERE last_millis >= CAST(? AS BIGINT) ORDER BY last_millis, id",
        Long.toString(last.toEpochMilli()));
  }

  /** Puts a response beside the detections that asked for it. */
  static void attach(Transaction transaction, String responseId, List<String> detectionIds)
      throws SQLException {
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO incident_responses SELECT incident, ? FROM detections"
                    + " WHERE id = ? AND incident IS NOT NULL ON CONFLICT DO NOTHING")) {
      for (String detection : detectionIds) {
        insert.setString(1, responseId);
        insert.setString(2, detection);
        insert.executeUpdate();
      }
    }
  }

  static List<String> responses(Connection connection, String incident) throws SQLException {
    return texts(
        connection,
        "SELECT i.response_id FROM incident_responses i JOIN responses r ON r.id = i.response_id"
            + " WHERE incident = ? ORDER BY r.requested_millis, r.id LIMIT ?",
        incident,
        500);
  }

  /** JSON of its first detections, and of its last ones where there are more. */
  static List<String> detections(Connection connection, String incident, int each)
      throws SQLException {
    List<String> first =
        texts(
            connection,
            "SELECT json FROM detections WHERE incident = ? ORDER BY seq LIMIT ?",
            incident,
            2 * each);
    if (first.size() < 2 * each) {
      return first;
    }
    List<String> all = new ArrayList<>(first.subList(0, each));
    List<String> last =
        texts(
            connection,
            "SELECT json FROM detections WHERE incident = ? ORDER BY seq DESC LIMIT ?",
            incident,
            each);
    all.addAll(last.reversed());
    return all;
  }

  /** How many of its detections happened before. */
  static long count(Connection connection, String incident, Instant before) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*) FROM detections WHERE incident = ? AND time_millis < ?")) {
      select.setString(1, incident);
      select.setLong(2, before.toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** JSON of its detections that happened before, the latest ones, the latest first. */
  static List<String> latest(Connection connection, String incident, Instant before, int limit)
      throws SQLException {
    return texts(
        connection,
        "SELECT json FROM detections WHERE incident = ? AND time_millis < "
            + before.toEpochMilli()
            + " ORDER BY seq DESC LIMIT ?",
        incident,
        limit);
  }

  private static List<String> texts(Connection connection, String sql, String incident, int limit)
      throws SQLException {
    List<String> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, incident);
      select.setInt(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  private static List<Incident> select(Connection connection, String which, String... values)
      throws SQLException {
    List<Incident> incidents = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT json FROM incidents " + which)) {
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          incidents.add(Json.read(rows.getString(1), Incident.class));
        }
      }
    }
    return incidents;
  }
}
