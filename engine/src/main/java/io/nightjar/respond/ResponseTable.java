package io.nightjar.respond;

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

/** The stored responses. */
final class ResponseTable {

  private ResponseTable() {}

  /**
   * @param json of the response
   * @param leaf index of the audit leaf that was written for this step
   */
  static void save(Transaction transaction, Response response, String json, long leaf)
      throws SQLException {
    ResponseRequest request = response.request();
    try (PreparedStatement upsert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO responses(id, state, action, target_key, namespace,"
                    + " requested_millis, updated_millis, digest, json, leaf, playbook, version,"
                    + " stage) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT(id) DO UPDATE SET state = excluded.state,"
                    + " updated_millis = excluded.updated_millis, json = excluded.json,"
                    + " leaf = excluded.leaf")) {
      upsert.setString(1, request.id());
      upsert.setString(2, response.state().name());
      upsert.setString(3, request.actionId());
      upsert.setString(4, request.target().key());
      upsert.setString(5, request.target().namespace());
      upsert.setLong(6, request.requestedAt().toEpochMilli());
      upsert.setLong(7, response.updatedAt().toEpochMilli());
      upsert.setString(8, ActionDigest.of(request));
      upsert.setString(9, json);
      upsert.setLong(10, leaf);
      Edition edition = request.edition();
      upsert.setString(11, request.playbook());
      upsert.setString(12, edition == null ? "" : edition.version());
      upsert.setString(13, edition == null ? "" : edition.stage().word());
      upsert.executeUpdate();
    }
  }

  static Optional<Response> find(Connection connection, String id) throws SQLException {
    return select(connection, "WHERE id = ?", id).stream().findFirst();
  }

  /** The one of that id, or else those whose id begins so, a few at most. */
  static List<Response> matching(Connection connection, String idOrPrefix) throws SQLException {
    if (idOrPrefix.isEmpty()) {
      return List.of();
    }
    List<Response> exact = select(connection, "WHERE id = ?", idOrPrefix);
    return exact.isEmpty()
        ? select(
            connection,
            "WHERE substr(id, 1, length(?)) = ? ORDER BY id LIMIT 6",
            idOrPrefix,
            idOrPrefix)
        : exact;
  }

  /** The digest that was stored when the response was created. */
  static String digest(Connection connection, String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT digest FROM responses WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  static List<Response> inState(Connection connection, ResponseState state) throws SQLException {
    return select(connection, "WHERE state = ? ORDER BY requested_millis", state.name());
  }

  /**
   * The responses for one action with the same parameters on one target, the newest first; what was
   * only observed may differ.
   */
  static List<Response> onTarget(Connection connection, ResponseRequest request)
      throws SQLException {
    return select(
            connection,
            "WHERE target_key = ? AND action = ? AND state IN"
                + " ('AWAITING_APPROVAL', 'ALLOWED', 'EXECUTING', 'SUCCEEDED')"
                + " ORDER BY updated_millis DESC LIMIT 100",
            request.target().key(),
            request.actionId())
        .stream()
        .filter(one -> one.request().parameters().asksTheSameAs(request.parameters()))
        .toList();
  }

  static List<Response> list(Connection connection, ResponseFilter filter) throws SQLException {
    StringBuilder where = new StringBuilder("WHERE 1 = 1");
    List<String> values = new ArrayList<>();
    if (!filter.states().isEmpty()) {
      where.append(" AND state IN (?").append(", ?".repeat(filter.states().size() - 1)).append(')');
      filter.states().forEach(state -> values.add(state.name()));
    }
    if (!filter.namespace().isEmpty()) {
      where.append(" AND namespace = ?");
      values.add(filter.namespace());
    }
    where.append(" ORDER BY requested_millis DESC, id LIMIT CAST(? AS INTEGER)");
    values.add(Integer.toString(filter.limit()));
    return select(connection, where.toString(), values.toArray(String[]::new));
  }

  /** The response that request {@code id} was joined to. */
  static Optional<Response> joined(Connection connection, String id) throws SQLException {
    return select(
            connection, "WHERE id = (SELECT response_id FROM joined_requests WHERE id = ?)", id)
        .stream()
        .findFirst();
  }

  static void join(Transaction transaction, ResponseRequest request, String responseId, Instant now)
      throws SQLException {
    Edition edition = request.edition();
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO joined_requests(id, response_id, playbook, version, stage,"
                    + " time_millis) VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, request.id());
      insert.setString(2, responseId);
      insert.setString(3, request.playbook());
      insert.setString(4, edition == null ? "" : edition.version());
      insert.setString(5, edition == null ? "" : edition.stage().word());
      insert.setLong(6, now.toEpochMilli());
      insert.executeUpdate();
    }
  }

  private static List<Response> select(Connection connection, String where, String... values)
      throws SQLException {
    List<Response> responses = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement("SELECT json FROM responses " + where)) {
      for (int i = 0; i < values.length; i++) {
        select.setString(i + 1, values[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          responses.add(Json.read(rows.getString(1), Response.class));
        }
      }
    }
    return responses;
  }
}
