package io.nightjar.node;

import io.nightjar.actions.IntentNotes;
import io.nightjar.store.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Intents in a database that engines share: the one that takes over knows what the one before was
 * about to do, and an engine that was followed can note nothing any more, and so does nothing.
 */
public final class StoredIntents implements IntentNotes {

  private static final int KEPT = 4_096;

  private final Database database;
  private final InstantSource clock;

  public StoredIntents(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public boolean begin(String responseId, String note) {
    long now = clock.millis();
    return database.write(
        transaction -> {
          try (PreparedStatement insert =
                  transaction
                      .connection()
                      .prepareStatement(
                          "INSERT INTO intents(response_id, note, begun_millis) VALUES (?, ?, ?)"
                              + " ON CONFLICT(response_id) DO NOTHING");
              PreparedStatement forget =
                  transaction
                      .connection()
                      .prepareStatement(
                          "DELETE FROM intents WHERE response_id IN (SELECT response_id FROM"
                              + " intents ORDER BY begun_millis DESC, response_id LIMIT ?"
                              + " OFFSET ?)")) {
            insert.setString(1, responseId);
            insert.setString(2, note);
            insert.setLong(3, now);
            boolean before = insert.executeUpdate() == 0;
            forget.setInt(1, KEPT);
            forget.setInt(2, KEPT);
            forget.executeUpdate();
            return before;
          }
        });
  }

  @Override
  public boolean begun(String responseId) {
    return note(responseId).isPresent();
  }

  @Override
  public Optional<String> note(String responseId) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT note FROM intents WHERE response_id = ?")) {
            select.setString(1, responseId);
            return first(select);
          }
        });
  }

  private static Optional<String> first(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  @Override
  public void forget(String responseId) {
    database.write(
        transaction -> {
          try (PreparedStatement delete =
              transaction
                  .connection()
                  .prepareStatement("DELETE FROM intents WHERE response_id = ?")) {
            delete.setString(1, responseId);
            return delete.executeUpdate();
          }
        });
  }
}
