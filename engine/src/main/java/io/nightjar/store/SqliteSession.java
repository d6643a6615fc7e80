package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to a SQLite file. */
record SqliteSession(Connection connection) implements WritingSession {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSession.class);

  @Override
  public void begin() throws SQLException {
    run("BEGIN IMMEDIATE");
  }

  @Override
  public void commit() throws SQLException {
    run("COMMIT");
  }

  @Override
  public void rollback() {
    try {
      run("ROLLBACK");
    } catch (SQLException e) {
      // SQLite rolls back by itself after some errors; then there is no transaction left
      LOG.debug("rollback: {}", e.getMessage());
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
