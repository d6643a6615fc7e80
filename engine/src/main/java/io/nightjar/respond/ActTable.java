package io.nightjar.respond;

import io.nightjar.gate.Act;
import io.nightjar.gate.Gate;
import io.nightjar.gate.Place;
import io.nightjar.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stored acts, written in the transaction in which a response is allowed. */
final class ActTable {

  private ActTable() {}

  /** Notes that {@code allowed} is about to act; a second time changes nothing. */
  static void insert(Transaction transaction, Response allowed, Place place) throws SQLException {
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO acts(response_id, time_millis, action, playbook_rule, target,"
                    + " workload, namespace, node, dry_run, pods)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT(response_id) DO NOTHING")) {
      insert.setString(1, allowed.id());
      insert.setLong(2, allowed.updatedAt().toEpochMilli());
      insert.setString(3, allowed.request().actionId());
      insert.setString(4, Gate.playbookRule(allowed.request()));
      insert.setString(5, allowed.request().target().key());
      insert.setString(6, place.workload());
      insert.setString(7, place.namespace());
      insert.setString(8, place.node());
      insert.setInt(9, allowed.dryRun() ? 1 : 0);
      insert.setInt(10, place.pods());
      insert.executeUpdate();
    }
  }

  /** Notes that a person wants {@code response} undone, or that others took it back. */
  static void takenBack(Transaction transaction, Response response) throws SQLException {
    try (PreparedStatement update =
        transaction
            .connection()
            .prepareStatement("UPDATE acts SET taken_back_millis = ? WHERE response_id = ?")) {
      update.setLong(1, response.updatedAt().toEpochMilli());
      update.setString(2, response.id());
      update.executeUpdate();
    }
  }

  static List<Act> since(Connection connection, Instant since) throws SQLException {
    return select(connection, "time_millis >= ? ORDER BY time_millis", since);
  }

  static List<Act> takenBackSince(Connection connection, Instant since) throws SQLException {
    return select(connection, "taken_back_millis > ? ORDER BY taken_back_millis DESC", since);
  }

  private static List<Act> select(Connection connection, String which, Instant since)
      throws SQLException {
    List<Act> acts = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT response_id, time_millis, action, playbook_rule, target, workload, namespace,"
                + " node, dry_run, taken_back_millis, pods FROM acts WHERE "
                + which)) {
      select.setLong(1, since.toEpochMilli());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          acts.add(act(row));
        }
      }
    }
    return acts;
  }

  private static Act act(ResultSet row) throws SQLException {
    long takenBack = row.getLong(10);
    return new Act(
        row.getString(1),
        Instant.ofEpochMilli(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        new Place(row.getString(6), row.getString(7), row.getString(8), row.getInt(11)),
        row.getInt(9) != 0,
        takenBack == 0 ? null : Instant.ofEpochMilli(takenBack));
  }
}
