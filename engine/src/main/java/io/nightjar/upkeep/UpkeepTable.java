package io.nightjar.upkeep;

import io.nightjar.store.Json;
import io.nightjar.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** When the store was last tidied. */
final class UpkeepTable {

  private static final String RETENTION = "retention";

  private UpkeepTable() {}

  static void done(Transaction transaction, Swept removed, Instant at, Instant next)
      throws SQLException {
    put(transaction, RETENTION, at, next, Json.write(removed));
  }

  /** In place of what was noted of that task before. */
  static void put(Transaction transaction, String task, Instant at, Instant next, String json)
      throws SQLException {
    try (PreparedStatement upsert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO upkeep(task, done_millis, next_millis, json) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT(task) DO UPDATE SET done_millis = excluded.done_millis,"
                    + " next_millis = excluded.next_millis, json = excluded.json")) {
      upsert.setString(1, task);
      upsert.setLong(2, at.toEpochMilli());
      upsert.setLong(3, next.toEpochMilli());
      upsert.setString(4, json);
      upsert.executeUpdate();
    }
  }

  static Optional<LastSweep> last(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT done_millis, next_millis, json FROM upkeep WHERE task = ?")) {
      select.setString(1, RETENTION);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new LastSweep(
                    Instant.ofEpochMilli(row.getLong(1)),
                    Instant.ofEpochMilli(row.getLong(2)),
                    Json.read(row.getString(3), Swept.class)))
            : Optional.empty();
      }
    }
  }
}
