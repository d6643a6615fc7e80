package io.nightjar.upkeep;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds what is old enough and needed by nobody. It is looked for on a reader, so that the writer
 * is not held up, and looked at again in the transaction that removes it.
 */
final class Expendable {

  /** In SQL: a person may still want the incident whole. */
  static final String INCIDENT_IS_OPEN =
      "EXISTS (SELECT 1 FROM incidents i WHERE i.id = %s AND i.state <> 'CLOSED')";

  /** Of a response that is over: what it did is done for good, or never was. */
  private static final String OVER =
      Arrays.stream(ResponseState.values())
          .filter(state -> state.next().isEmpty())
          .map(state -> "'" + state.name() + "'")
          .collect(Collectors.joining(", "));

  /** A detection {@code d} that nobody needs, whatever its age. */
  static final String DETECTION =
      "NOT "
          + INCIDENT_IS_OPEN.formatted("d.incident")
          + " AND NOT EXISTS (SELECT 1 FROM incident_responses x"
          + " JOIN responses r ON r.id = x.response_id WHERE x.incident = d.incident"
          + " AND r.state NOT IN ("
          + OVER
          + ", 'SUCCEEDED'))";

  /** A response {@code r} that nobody needs, if it is over. */
  static final String RESPONSE =
      "NOT EXISTS (SELECT 1 FROM incident_responses x WHERE x.response_id = r.id AND "
          + INCIDENT_IS_OPEN.formatted("x.incident")
          + ") AND NOT EXISTS (SELECT 1 FROM timers t WHERE t.response_id = r.id"
          + " AND t.done_millis IS NULL AND t.cancelled_millis IS NULL)";

  /** An incident {@code i} that nothing belongs to any more. */
  static final String INCIDENT =
      "i.state = 'CLOSED' AND NOT EXISTS (SELECT 1 FROM detections d WHERE d.incident = i.id)"
          + " AND NOT EXISTS (SELECT 1 FROM incident_responses x WHERE x.incident = i.id)";

  private final Map<String, ActionDescriptor> actions;

  Expendable(Map<String, ActionDescriptor> actions) {
    this.actions = Map.copyOf(actions);
  }

  /**
   * A row that may go.
   *
   * @param id its key
   * @param at where to go on looking, milliseconds
   * @param leaf audit leaf of its last change; another one means that it has changed since
   */
  record Row(String id, long at, long leaf) {}

  static List<Row> detections(Connection connection, Instant before, Row after, int limit)
      throws SQLException {
    return rows(
        connection,
        "SELECT d.id, d.time_millis, d.leaf FROM detections d"
            + " WHERE d.time_millis < ? AND (d.time_millis, d.id) > (?, ?) AND "
            + DETECTION
            + " ORDER BY d.time_millis, d.id LIMIT ?",
        before,
        after,
        limit);
  }

  static List<Row> incidents(Connection connection, Instant before, Row after, int limit)
      throws SQLException {
    return rows(
        connection,
        "SELECT i.id, i.last_millis, 0 FROM incidents i"
            + " WHERE i.last_millis < ? AND (i.last_millis, i.id) > (?, ?) AND "
            + INCIDENT
            + " ORDER BY i.last_millis, i.id LIMIT ?",
        before,
        after,
        limit);
  }

  static List<Row> acts(Connection connection, Instant before, Row after, int limit)
      throws SQLException {
    return rows(
        connection,
        "SELECT a.response_id, a.time_millis, 0 FROM acts a"
            + " WHERE a.time_millis < ? AND (a.time_millis, a.response_id) > (?, ?)"
            + " ORDER BY a.time_millis, a.response_id LIMIT ?",
        before,
        after,
        limit);
  }

  private static List<Row> rows(
      Connection connection, String sql, Instant before, Row after, int limit) throws SQLException {
    List<Row> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, before, after, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Row(rows.getString(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
    return found;
  }

  private static void bind(PreparedStatement select, Instant before, Row after, int limit)
      throws SQLException {
    select.setLong(1, before.toEpochMilli());
    select.setLong(2, after.at());
    select.setString(3, after.id());
    select.setInt(4, limit);
  }

  /**
   * Responses that may go, and where the look at them ended: those that can still be undone stay,
   * so there may be fewer than {@code limit} though more follow.
   */
  Look responses(Connection connection, Instant before, Row after, int limit) throws SQLException {
    List<Row> found = new ArrayList<>();
    Row last = after;
    int seen = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT r.id, r.updated_millis, r.leaf, r.json FROM responses r"
                + " WHERE r.state IN ("
                + OVER
                + ", 'SUCCEEDED') AND r.updated_millis < ?"
                + " AND (r.updated_millis, r.id) > (?, ?) AND "
                + RESPONSE
                + " ORDER BY r.updated_millis, r.id LIMIT ?")) {
      bind(select, before, after, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          seen++;
          last = new Row(rows.getString(1), rows.getLong(2), rows.getLong(3));
          if (isOver(Json.read(rows.getString(4), Response.class))) {
            found.add(last);
          }
        }
      }
    }
    return new Look(found, last, seen == limit);
  }

  /**
   * @param more whether there may be further ones after {@code last}
   */
  record Look(List<Row> rows, Row last, boolean more) {}

  private boolean isOver(Response response) {
    if (response.state().next().isEmpty()) {
      return true;
    }
    ActionDescriptor action = actions.get(response.request().actionId());
    return response.state() == ResponseState.SUCCEEDED
        && (response.dryRun() || (action != null && !action.reversible()));
  }
}
