package io.nightjar.ingest;

import io.nightjar.store.Database;
import io.nightjar.store.Json;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;

/** How far each file was read, on the disk. */
final class TailTable {

  private final Database database;

  TailTable(Database database) {
    this.database = database;
  }

  Optional<TailPosition> of(Path path) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT json FROM tail_positions WHERE path = ?")) {
            select.setString(1, path.toString());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(Json.read(row.getString(1), TailPosition.class))
                  : Optional.empty();
            }
          }
        });
  }

  void put(Path path, TailPosition position) {
    int unused =
        database.write(
            transaction -> {
              try (PreparedStatement upsert =
                  transaction
                      .connection()
                      .prepareStatement(
                          "INSERT INTO tail_positions(path, json) VALUES (?, ?)"
                              + " ON CONFLICT(path) DO UPDATE SET json = excluded.json")) {
                upsert.setString(1, path.toString());
                upsert.setString(2, Json.write(position));
                return upsert.executeUpdate();
              }
            });
  }
}
