package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Reading what is committed: through the engine's own {@link Database}, or beside it. */
public interface Reads {

  /**
   * @throws StoreException when the database cannot be read
   */
  <T> T read(Query<T> query);

  /** Some SQL that only reads. */
  @FunctionalInterface
  interface Query<T> {
    T on(Connection connection) throws SQLException;
  }
}
