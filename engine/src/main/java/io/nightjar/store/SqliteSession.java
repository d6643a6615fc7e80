package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a SQLite file.
 *
 * @param log what empties its write-ahead log, or null where SQLite does
 */
record SqliteSession(Connection connection, @Nullable WriteAheadLog log) implements WritingSession {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteSession.class);

  SqliteSession(Connection connection) {
    this(connection, null);
  }

  /**
   * What a savepoint needs to go back, some pages a step, goes through no file from now on. A
   * change of the schema and a compaction may need as much as the store has, and keep theirs.
   */
  @Override
  public void hold() throws SQLException {
    run("PRAGMA temp_store = MEMORY");
  }

  @Override
  public void begin() throws SQLException {
    if (log != null) {
      log.between(connection);
    }
    run("BEGIN IMMEDIATE");
  }

  @Override
  public void commit() throws SQLException {
    run("COMMIT");
    if (log != null) {
      log.committed();
    }
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
    if (log != null) {
      log.close();
    }
    connection.close();
  }
}
