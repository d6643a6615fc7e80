package io.nightjar.gate;

import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The kill switch as the store has it, which carries it from one engine to the next.
 *
 * @param words those of its file, also after a release: so that an older file is known for one
 */
record SharedKillSwitch(boolean engaged, String words) {

  static SharedKillSwitch read(Database database) {
    SharedKillSwitch found =
        database.read(
            connection -> {
              try (PreparedStatement select =
                      connection.prepareStatement(
                          "SELECT engaged, words FROM kill_switch WHERE id = 1");
                  ResultSet row = select.executeQuery()) {
                return row.next()
                    ? new SharedKillSwitch(row.getInt(1) == 1, row.getString(2))
                    : new SharedKillSwitch(false, "");
              }
            });
    return found;
  }

  /**
   * @param words null keeps those that are there
   */
  static void write(Transaction transaction, boolean engaged, @Nullable String words)
      throws SQLException {
    try (PreparedStatement update =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO kill_switch(id, engaged, words) VALUES (1, ?, ?)"
                    + " ON CONFLICT(id) DO UPDATE SET engaged = excluded.engaged"
                    + (words == null ? "" : ", words = excluded.words"))) {
      update.setInt(1, engaged ? 1 : 0);
      update.setString(2, words == null ? "" : words);
      update.executeUpdate();
    }
  }
}
