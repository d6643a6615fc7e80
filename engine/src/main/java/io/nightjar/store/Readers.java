package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Connections that only read, shared by threads. */
interface Readers extends AutoCloseable {

  /** Lends one to {@code query} and takes it back, whatever happens. */
  <T> T read(Reads.Query<T> query) throws SQLException;

  @Override
  void close();

  /** Runs one query and ends the snapshot that it saw. */
  static <T> T once(Connection connection, Reads.Query<T> query) throws SQLException {
    try {
      return query.on(connection);
    } finally {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    }
  }
}
