package io.nightjar.fleet;

import io.nightjar.store.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The agents on the disk: that they were there, and whether they stay away. */
final class AgentTable {

  private final Database database;

  AgentTable(Database database) {
    this.database = database;
  }

  /** One agent of an earlier run. */
  record Known(String node, Instant firstHeard, boolean silent, boolean member) {}

  List<Known> all() {
    return database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT node, first_millis, silent, member FROM agents ORDER BY node");
              ResultSet rows = select.executeQuery()) {
            List<Known> all = new ArrayList<>();
            while (rows.next()) {
              all.add(
                  new Known(
                      rows.getString(1),
                      Instant.ofEpochMilli(rows.getLong(2)),
                      rows.getInt(3) != 0,
                      rows.getInt(4) != 0));
            }
            return all;
          }
        });
  }

  /** Nobody waits for it: what is not written is written when the agent is next missed. */
  void save(AgentState agent) {
    var unused =
        database.writeAsync(
            transaction -> {
              try (PreparedStatement insert =
                  transaction
                      .connection()
                      .prepareStatement(
                          "INSERT INTO agents(node, first_millis, silent, member)"
                              + " VALUES (?, ?, ?, ?) ON CONFLICT(node) DO UPDATE"
                              + " SET silent = excluded.silent, member = excluded.member")) {
                insert.setString(1, agent.node());
                insert.setLong(2, agent.firstHeard().toEpochMilli());
                insert.setInt(3, agent.silent() ? 1 : 0);
                insert.setInt(4, agent.member() ? 1 : 0);
                return insert.executeUpdate();
              }
            });
  }

  void forget(String node) {
    var unused =
        database.writeAsync(
            transaction -> {
              try (PreparedStatement delete =
                  transaction.connection().prepareStatement("DELETE FROM agents WHERE node = ?")) {
                delete.setString(1, node);
                return delete.executeUpdate();
              }
            });
  }
}
