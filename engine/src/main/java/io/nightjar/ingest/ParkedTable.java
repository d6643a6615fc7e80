package io.nightjar.ingest;

import io.nightjar.store.Database;
import io.nightjar.store.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The parked alerts on the disk. */
final class ParkedTable {

  private final Database database;

  ParkedTable(Database database) {
    this.database = database;
  }

  /** Done when they are durable, with how many were not there before. */
  CompletableFuture<Integer> add(List<Parked> some) {
    if (some.isEmpty()) {
      return CompletableFuture.completedFuture(0);
    }
    return database.writeAsync(
        transaction -> {
          int fresh = 0;
          try (PreparedStatement insert =
              transaction
                  .connection()
                  .prepareStatement(
                      "INSERT INTO waiting_alerts(id, arrived_millis, json) VALUES (?, ?, ?)"
                          + " ON CONFLICT(id) DO NOTHING")) {
            for (Parked one : some) {
              insert.setString(1, one.id());
              insert.setLong(2, one.arrived().toEpochMilli());
              insert.setString(3, Json.write(one));
              fresh += insert.executeUpdate();
            }
          }
          return fresh;
        });
  }

  void remove(Collection<String> ids) {
    int unused =
        database.write(
            transaction -> {
              int gone = 0;
              try (PreparedStatement delete =
                  transaction
                      .connection()
                      .prepareStatement("DELETE FROM waiting_alerts WHERE id = ?")) {
                for (String id : ids) {
                  delete.setString(1, id);
                  gone += delete.executeUpdate();
                }
              }
              return gone;
            });
  }

  /** Those of an earlier run, the oldest first. */
  List<Parked> all() {
    return database.read(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT json FROM waiting_alerts ORDER BY arrived_millis, id");
              ResultSet rows = select.executeQuery()) {
            List<Parked> all = new ArrayList<>();
            while (rows.next()) {
              all.add(Json.read(rows.getString(1), Parked.class));
            }
            return all;
          }
        });
  }
}
