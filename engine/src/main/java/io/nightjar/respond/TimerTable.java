package io.nightjar.respond;

import io.nightjar.store.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The stored timers: the truth behind {@link Timers}. */
final class TimerTable {

  private TimerTable() {}

  static Timer insert(Transaction transaction, String responseId, Timer.Kind kind, Instant due)
      throws SQLException {
    try (PreparedStatement insert =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO timers(response_id, kind, due_millis) VALUES (?, ?, ?)"
                    + " RETURNING id")) {
      insert.setString(1, responseId);
      insert.setString(2, kind.name());
      insert.setLong(3, due.toEpochMilli());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return new Timer(row.getLong(1), responseId, kind, due);
      }
    }
  }

  /** Takes the firing of a timer; false when it was taken or cancelled before. */
  static boolean claim(Transaction transaction, Timer timer, Instant now) throws SQLException {
    return update(
        transaction,
        "UPDATE timers SET fired_millis = ? WHERE id = ? AND fired_millis IS NULL"
            + " AND cancelled_millis IS NULL",
        now,
        timer.id());
  }

  /** What follows from the firing was done, too. */
  static void done(Transaction transaction, long timerId, Instant now) throws SQLException {
    update(transaction, "UPDATE timers SET done_millis = ? WHERE id = ?", now, timerId);
  }

  private static boolean update(Transaction transaction, String sql, Instant now, long timerId)
      throws SQLException {
    try (PreparedStatement update = transaction.connection().prepareStatement(sql)) {
      update.setLong(1, now.toEpochMilli());
      update.setLong(2, timerId);
      return update.executeUpdate() == 1;
    }
  }

  /** Cancels what has not fired of these kinds and returns the ids. */
  static List<Long> cancel(
      Transaction transaction, String responseId, Instant now, Timer.Kind... kinds)
      throws SQLException {
    List<Long> cancelled = new ArrayList<>();
    try (PreparedStatement update =
        transaction
            .connection()
            .prepareStatement(
                "UPDATE timers SET cancelled_millis = ? WHERE response_id = ? AND kind = ?"
                    + " AND fired_millis IS NULL AND cancelled_millis IS NULL RETURNING id")) {
      for (Timer.Kind kind : kinds) {
        update.setLong(1, now.toEpochMilli());
        update.setString(2, responseId);
        update.setString(3, kind.name());
        try (ResultSet rows = update.executeQuery()) {
          while (rows.next()) {
            cancelled.add(rows.getLong(1));
          }
        }
      }
    }
    return cancelled;
  }

  /** How many timers of this kind fired for the response. */
  static int fired(Connection connection, String responseId, Timer.Kind kind) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*) FROM timers WHERE response_id = ? AND kind = ?"
                + " AND fired_millis IS NOT NULL")) {
      select.setString(1, responseId);
      select.setString(2, kind.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  /** Timers that have not fired, the earliest first. */
  static List<Timer> waiting(Connection connection) throws SQLException {
    return select(connection, "fired_millis IS NULL");
  }

  /** Timers that fired, but what follows from them may not have been done. */
  static List<Timer> halfDone(Connection connection) throws SQLException {
    return select(connection, "fired_millis IS NOT NULL");
  }

  private static List<Timer> select(Connection connection, String which) throws SQLException {
    List<Timer> timers = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, response_id, kind, due_millis FROM timers WHERE done_millis IS NULL"
                    + " AND cancelled_millis IS NULL AND "
                    + which
                    + " ORDER BY due_millis, id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        timers.add(
            new Timer(
                rows.getLong(1),
                rows.getString(2),
                Timer.Kind.valueOf(rows.getString(3)),
                Instant.ofEpochMilli(rows.getLong(4))));
      }
    }
    return timers;
  }
}
