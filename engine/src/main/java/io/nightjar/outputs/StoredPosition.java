package io.nightjar.outputs;

import io.nightjar.store.Database;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.OptionalLong;

/**
 * A position in a database that engines share, so that the one that takes over goes on from it.
 *
 * @param before where it was kept by a Nightjar that did not keep it there yet
 */
record StoredPosition(Database database, String output, Position before) implements Position {

  @Override
  public OptionalLong read() throws IOException {
    OptionalLong stored;
    try {
      stored =
          database.read(
              connection -> {
                try (PreparedStatement select =
                    connection.prepareStatement(
                        "SELECT next_leaf FROM output_positions WHERE output = ?")) {
                  select.setString(1, output);
                  try (ResultSet row = select.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                  }
                }
              });
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
    return stored.isPresent() ? stored : before.read();
  }

  @Override
  public void write(long next) throws IOException {
    try {
      database.write(
          transaction -> {
            try (PreparedStatement update =
                transaction
                    .connection()
                    .prepareStatement(
                        "INSERT INTO output_positions(output, next_leaf) VALUES (?, ?) ON"
                            + " CONFLICT(output) DO UPDATE SET next_leaf = excluded.next_leaf")) {
              update.setString(1, output);
              update.setLong(2, next);
              return update.executeUpdate();
            }
          });
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
