package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the lock of a PostgreSQL store through everything that may happen to the server. */
final class Standby {

  private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
  private static final int LOOKS_BEFORE_AWAY = 20;

  private Standby() {}

  /**
   * A connection that has the lock.
   *
   * @throws SQLException when the server was never reached
   * @throws StoppedWaiting when it was told to
   */
  static Connection await(PostgresBackend backend, StandingBy standing) throws SQLException {
    Connection connection = backend.writer(); // a start without a server fails, as ever
    while (true) {
      try {
        if (EngineLock.await(connection, standing)) {
          return connection;
        }
        connection.close();
        throw new StoppedWaiting();
      } catch (SQLException e) {
        LOG.warn("standing by, but {} does not answer: {}", backend.name(), e.getMessage());
        PostgresSession.closeQuietly(connection);
        connection = again(backend, standing);
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    }
  }

  private static Connection again(PostgresBackend backend, StandingBy standing) {
    while (true) {
      try {
        return backend.writer();
      } catch (SQLException stillAway) {
        LOG.debug("{}: {}", backend.name(), stillAway.getMessage());
      }
      StandingBy.Watch watch = standing.watch();
      StandingBy.Leader unknown = new StandingBy.Leader(Leadership.Term.NONE, "");
      if (watch == null || !watch.waits(unknown)) {
        throw new StoppedWaiting();
      }
      for (int look = 0; look < LOOKS_BEFORE_AWAY; look++) {
        EngineLock.pause();
      }
    }
  }
}
