package io.nightjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file, made durable by a write-ahead log that is synced at every commit. The lock of the
 * state directory keeps a second engine out.
 */
record SqliteBackend(Path file) implements Backend {

  private static final int BUSY_MILLIS = 10_000;

  /** Above this a full check at start would cost more than it is worth; damage shows when read. */
  private static final long CHECK_BYTES_AT_MOST = 64L << 20;

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public WritingSession session(StandingBy standing) throws SQLException, IOException {
    StateDirectory.createOwnerOnly(file);
    Connection writer = writer();
    try {
      return new SqliteSession(KeptStatements.on(writer), WriteAheadLog.of(this, writer));
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  Connection writer() throws SQLException {
    SQLiteConfig config = common();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return config.createConnection(url());
  }

  /** To write to a file that no engine has, such as a copy. */
  Connection plain() throws SQLException {
    return common().createConnection(url());
  }

  @Override
  public Connection reader() throws SQLException {
    SQLiteConfig config = common();
    config.setReadOnly(true);
    return config.createConnection(url());
  }

  @Override
  public Readers readers() {
    return new IdleReaders(this);
  }

  @Override
  public void check(Connection connection) throws SQLException, IOException {
    if (Files.size(file) > CHECK_BYTES_AT_MOST) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String answer = row.next() ? row.getString(1) : "no answer";
      if (!answer.equals("ok")) {
        throw StoreException.damaged(name(), answer, new SQLException(answer));
      }
    }
  }

  @Override
  public String schema(String sqlite) {
    return sqlite;
  }

  private static SQLiteConfig common() {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    return config;
  }

  private String url() {
    return "jdbc:sqlite:" + file.toAbsolutePath();
  }
}
