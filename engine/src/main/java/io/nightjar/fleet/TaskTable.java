package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeTask;
import io.nightjar.fleet.wire.NodeWork;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.store.Database;
import io.nightjar.store.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** The node tasks on the disk. */
final class TaskTable {

  private static final String COLUMNS =
      "id, node, response_id, sameness, attempt, state, settled, epoch, made_millis,"
          + " expires_millis, work, outcome";

  private final Database database;

  TaskTable(Database database) {
    this.database = database;
  }

  /**
   * The task of that sameness that still stands, or else the next attempt, durably.
   *
   * @param stands whether the latest attempt is the one that is meant
   * @param next makes the attempt of that number
   */
  TaskRow findOrAdd(
      String sameness, java.util.function.Predicate<TaskRow> stands, IntFunction<TaskRow> next) {
    return database.write(
        transaction -> {
          Optional<TaskRow> latest = latest(transaction.connection(), sameness);
          if (latest.filter(stands).isPresent()) {
            return latest.get();
          }
          TaskRow row = next.apply(latest.map(TaskRow::attempt).orElse(0) + 1);
          insert(transaction.connection(), row);
          return row;
        });
  }

  /** The last attempt at the same. */
  Optional<TaskRow> latest(String sameness) {
    return database.read(connection -> latest(connection, sameness));
  }

  private static Optional<TaskRow> latest(Connection connection, String sameness)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + COLUMNS
                + " FROM node_tasks WHERE sameness = ? ORDER BY attempt DESC LIMIT 1")) {
      select.setString(1, sameness);
      return read(select).stream().findFirst();
    }
  }

  private static void insert(Connection connection, TaskRow row) throws SQLException {
    NodeTask task = row.task();
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO node_tasks("
                + COLUMNS
                + ", kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, task.id());
      insert.setString(2, row.node());
      insert.setString(3, task.response());
      insert.setString(4, row.sameness());
      insert.setInt(5, row.attempt());
      insert.setString(6, row.state().name());
      insert.setInt(7, 0);
      insert.setLong(8, task.epoch());
      insert.setLong(9, row.made().toEpochMilli());
      insert.setLong(10, task.expires().toEpochMilli());
      insert.setString(11, Json.write(task.work()));
      insert.setString(12, "");
      insert.setString(13, task.work().kind());
      insert.executeUpdate();
    }
  }

  /** Those that are open, the oldest first. */
  List<TaskRow> open() {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + COLUMNS
                      + " FROM node_tasks WHERE state = 'OPEN' ORDER BY made_millis, id")) {
            return read(select);
          }
        });
  }

  /** Those of a response of one kind, the latest first. */
  List<TaskRow> ofResponse(String response, String kind) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT "
                      + COLUMNS
                      + " FROM node_tasks WHERE response_id = ? AND kind = ?"
                      + " ORDER BY made_millis DESC, attempt DESC LIMIT 10")) {
            select.setString(1, response);
            select.setString(2, kind);
            return read(select);
          }
        });
  }

  /** Whether an outcome of this response waits that nobody was told yet. */
  boolean hasUntold(String response) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT count(*) FROM node_tasks"
                      + " WHERE response_id = ? AND state = 'DONE' AND settled = 0")) {
            select.setString(1, response);
            try (ResultSet row = select.executeQuery()) {
              return row.next() && row.getInt(1) > 0;
            }
          }
        });
  }

  /** Writes the outcome, unless there is one; false where this task is not open. */
  boolean done(String id, TaskOutcome outcome) {
    return change(
        "UPDATE node_tasks SET state = 'DONE', outcome = ? WHERE id = ? AND state = 'OPEN'",
        Json.write(outcome),
        id);
  }

  boolean withdraw(String id) {
    return change(
        "UPDATE node_tasks SET state = 'WITHDRAWN', settled = ?"
            + " WHERE id = ? AND state = 'OPEN'",
        1L,
        id);
  }

  void settle(String id) {
    boolean unused =
        change("UPDATE node_tasks SET settled = ? WHERE id = ? AND state = 'DONE'", 1L, id);
  }

  /** Deletes what was made before that, whatever became of it. */
  void forgetBefore(Instant time) {
    boolean unused =
        change("DELETE FROM node_tasks WHERE made_millis < ? AND id <> ?", time.toEpochMilli(), "");
  }

  private boolean change(String sql, Object first, String second) {
    return database.write(
        transaction -> {
          try (PreparedStatement update = transaction.connection().prepareStatement(sql)) {
            update.setObject(1, first);
            update.setString(2, second);
            return update.executeUpdate() > 0;
          }
        });
  }

  private static List<TaskRow> read(PreparedStatement select) throws SQLException {
    List<TaskRow> rows = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String outcome = row.getString("outcome");
        rows.add(
            new TaskRow(
                new NodeTask(
                    row.getString("id"),
                    row.getString("response_id"),
                    Json.read(row.getString("work"), NodeWork.class),
                    Instant.ofEpochMilli(row.getLong("expires_millis")),
                    row.getLong("epoch")),
                row.getString("node"),
                row.getString("sameness"),
                row.getInt("attempt"),
                TaskRow.State.valueOf(row.getString("state")),
                row.getInt("settled") != 0,
                Instant.ofEpochMilli(row.getLong("made_millis")),
                outcome.isEmpty() ? null : Json.read(outcome, TaskOutcome.class)));
      }
    }
    return rows;
  }
}
