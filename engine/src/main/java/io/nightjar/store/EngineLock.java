package io.nightjar.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The advisory lock that keeps a second engine out of a PostgreSQL schema. It belongs to a server
 * session and goes with it.
 */
final class EngineLock {

  private static final Duration OWN_SESSION_ENDS_WITHIN = Duration.ofSeconds(5);

  /** An engine that has stopped is missed by the server a moment later. */
  private static final Duration STOPPED_ENGINE_IS_GONE_WITHIN = Duration.ofSeconds(3);

  private static final long LOOK_MILLIS = 50;

  private static final String KEY = "hashtextextended('nightjar ' || current_schema(), 0)";

  private static final String HOLDER =
      """
      SELECT a.pid, coalesce(host(a.client_addr), 'this machine'), a.backend_start
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = KEY
      """
          .replace("KEY", KEY);

  private EngineLock() {}

  /** One session of the server: process ids come again, but not with the same start. */
  record ServerSession(int pid, String began) {

    static ServerSession of(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT pid, backend_start::text FROM pg_stat_activity"
                      + " WHERE pid = pg_backend_pid()")) {
        row.next();
        return new ServerSession(row.getInt(1), row.getString(2));
      }
    }
  }

  /**
   * Takes the lock for the session of {@code connection}.
   *
   * @param former session of this engine, which the server may not have missed yet; it is ended
   * @throws StoreException when another engine has the lock
   */
  static void take(Connection connection, String database, @Nullable ServerSession former)
      throws SQLException {
    if (taken(connection)) {
      return;
    }
    boolean ending = former != null && end(connection, former);
    Duration patience = ending ? OWN_SESSION_ENDS_WITHIN : STOPPED_ENGINE_IS_GONE_WITHIN;
    for (long waited = 0; waited < patience.toMillis(); waited += LOOK_MILLIS) {
      pause();
      if (taken(connection)) {
        return;
      }
    }
    throw new StoreException(
        "the database "
            + database
            + " is in use by another Nightjar ("
            + holder(connection)
            + "); stop that one, or give this one a database of its own");
  }

  private static boolean taken(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + KEY + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static boolean end(Connection connection, ServerSession former) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid = ? AND backend_start::text = ?")) {
      select.setInt(1, former.pid());
      select.setString(2, former.began());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  private static String holder(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HOLDER)) {
      return row.next()
          ? "server process "
              + row.getInt(1)
              + ", connected from "
              + row.getString(2)
              + " since "
              + row.getString(3)
          : "it has just gone";
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the database", e);
    }
  }
}
