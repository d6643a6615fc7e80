package io.nightjar.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what lies in the write-ahead log of a SQLite file into the file, on a thread and a
 * connection of its own, so that no step waits for it. A log can only begin anew when all of it is
 * in the file, and while one commit follows the other that moment never comes: so the writer brings
 * the little over that came meanwhile, when it is told to. Where this does not keep pace, SQLite
 * does it in a commit, at {@link #PAGES_AT_MOST}.
 */
final class WriteAheadLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

  /** 128 MiB; larger than that the log grows while somebody reads for a long time only. */
  private static final int PAGES_AT_MOST = 32_768;

  /** At 64 MiB the writer is asked to bring the rest over, which costs it a sync of the file. */
  private static final int PAGES_TO_BEGIN_ANEW = 16_384;

  private static final int COMMITS = 64;

  /** So few pages cost the writer a few milliseconds. */
  private static final int FEW_PAGES = 256;

  private static final int PASSES = 4;
  private static final long JOIN_MILLIS = 10_000;

  private final SqliteBackend backend;
  private final int each;
  private final int anew;
  private final Thread thread;
  private int commits;
  private volatile boolean due;
  private volatile boolean rest;
  private volatile boolean closed;

  private WriteAheadLog(SqliteBackend backend, int each, int anew) {
    this.backend = backend;
    this.each = each;
    this.anew = anew;
    this.thread = Thread.ofPlatform().name("store-checkpoint").daemon().unstarted(this::run);
  }

  /** From now on {@code writer} leaves it to this. */
  static WriteAheadLog of(SqliteBackend backend, Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + PAGES_AT_MOST);
      statement.execute("PRAGMA journal_size_limit = " + PAGES_TO_BEGIN_ANEW * 4096L);
    }
    return start(backend, COMMITS, PAGES_TO_BEGIN_ANEW);
  }

  /**
   * @param each so many commits it is brought over
   * @param anew from so many pages on it begins anew although one commit follows the other
   */
  static WriteAheadLog start(SqliteBackend backend, int each, int anew) {
    WriteAheadLog log = new WriteAheadLog(backend, each, anew);
    log.thread.start();
    return log;
  }

  /** A transaction is in the log; on the thread that writes. */
  void committed() {
    commits++;
    if (commits >= each && !due) {
      commits = 0;
      due = true;
      LockSupport.unpark(thread);
    }
  }

  /** Between two transactions, on the thread that writes. */
  void between(Connection writer) {
    if (!rest) {
      return;
    }
    rest = false;
    try {
      LOG.trace("{} pages of the log left", pass(writer).left());
    } catch (SQLException e) {
      told(e); // the next transaction needs none of it
    }
  }

  /** Whether the writer is to bring the rest over. */
  boolean isRestLeft() {
    return rest;
  }

  private void told(SQLException e) {
    LOG.warn("the write-ahead log of {} is not emptied: {}", backend.file(), e.getMessage());
  }

  /** How many pages the log has, and how many of them are not in the file yet. */
  private record Pass(int pages, int left) {}

  private void run() {
    Connection connection = null;
    while (!closed) {
      if (!due) {
        LockSupport.park(this);
        continue;
      }
      try {
        connection = connection == null ? backend.plain() : connection;
        rest = passes(connection).pages() >= anew;
        due = false;
      } catch (SQLException e) {
        told(e);
        closeQuietly(connection);
        connection = null;
        due = false;
      }
    }
    closeQuietly(connection);
  }

  /** Each pass leaves what came while it ran, which is less each time. */
  private Pass passes(Connection connection) throws SQLException {
    Pass pass = pass(connection);
    for (int i = 1; i < PASSES && pass.left() > FEW_PAGES && !closed; i++) {
      pass = pass(connection);
    }
    return pass;
  }

  /** Waits for nobody, and nobody waits for it. */
  private static Pass pass(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      return row.next() ? new Pass(row.getInt(2), row.getInt(2) - row.getInt(3)) : new Pass(0, 0);
    }
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException alreadyBroken) {
      // what is in the log is as durable there
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
