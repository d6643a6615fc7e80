package io.nightjar.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The advisory lock that keeps a second engine out of a PostgreSQL schema. It belongs to a server
 * session and goes with it.
 */
final class EngineLock {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLock.class);

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

  private static final String END_SILENT =
      """
      SELECT pg_terminate_backend(a.pid),
             (extract(epoch FROM clock_timestamp() - a.state_change) * 1000)::bigint
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = KEY
         AND a.state LIKE 'idle%'
         AND clock_timestamp() - a.state_change > ? * interval '1 millisecond'
      """
          .replace("KEY", KEY);

  /** By these names the server's list of sessions tells engines that wait. */
  private static final String STANDBY = "nightjar standby ";

  /** Below the second after which a server that logs who waits for locks would do so. */
  private static final long LOOK_AT_STANDBY_MILLIS = 900;

  /**
   * The server gives the lock to who waits here at the moment when it is free. That the time is
   * over is no error that anybody has to read of, so it does not leave the block: what is caught
   * there is not logged.
   */
  private static final String WAIT =
      """
      DO LANGUAGE plpgsql $$
      BEGIN
        PERFORM pg_advisory_lock(KEY);
      EXCEPTION WHEN lock_not_available THEN
        NULL;
      END
      $$
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

  /**
   * Waits for the lock while another engine has it; about once a second {@code standing} is asked
   * whether to go on. An engine that the server has not heard of for too long is ended: its
   * session, and with it all that it could still write.
   *
   * @return whether this session has the lock; false when it was told to stop waiting
   * @throws SQLException when the server is away
   */
  static boolean await(Connection connection, StandingBy standing) throws SQLException {
    try (PreparedStatement name =
        connection.prepareStatement("SELECT set_config('application_name', ?, false)")) {
      name.setString(1, STANDBY + standing.engine());
      name.execute();
    }
    connection.commit();
    long lookMillis = Math.min(LOOK_AT_STANDBY_MILLIS, standing.takeOverAfter().toMillis() / 4);
    while (!takenWithin(connection, lookMillis)) {
      endSilent(connection, standing);
      StandingBy.Leader leader =
          new StandingBy.Leader(LeadershipTable.readIfThere(connection), holder(connection));
      // each look sees the server's sessions anew
      connection.rollback();
      StandingBy.Watch watch = standing.watch();
      if (watch == null || !watch.waits(leader)) {
        return false;
      }
    }
    StandingBy.Watch watch = standing.watch();
    if (watch != null) {
      watch.taken();
    }
    return true;
  }

  /** The server wakes who waits, so taking over costs no time, and waiting next to nothing. */
  private static boolean takenWithin(Connection connection, long millis) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '" + millis + "ms'");
      statement.execute(WAIT);
    }
    boolean taken = taken(connection); // a session that has it gets it again
    connection.commit(); // the lock is the session's
    return taken;
  }

  /** One that works on something is not silent, however long it takes. */
  private static void endSilent(Connection connection, StandingBy standing) throws SQLException {
    try (PreparedStatement end = connection.prepareStatement(END_SILENT)) {
      end.setLong(1, standing.takeOverAfter().toMillis());
      try (ResultSet row = end.executeQuery()) {
        while (row.next()) {
          LOG.warn(
              "the engine that leads was not heard for {} ms; its session is ended",
              row.getLong(2));
          StandingBy.Watch watch = standing.watch();
          if (watch != null) {
            watch.silent(row.getLong(2));
          }
        }
      }
    }
    connection.rollback();
  }

  /** Names of the engines that wait for this store. */
  static List<String> standbys(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT application_name FROM pg_stat_activity"
                + " WHERE datname = current_database() AND usename = current_user"
                + " AND application_name LIKE ? ORDER BY 1")) {
      select.setString(1, STANDBY + "%");
      List<String> names = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1).substring(STANDBY.length()));
        }
      }
      return names;
    }
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
