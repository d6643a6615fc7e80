package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {

  private static final int ROW = 16_000;
  private static final int EACH = 8;

  @TempDir Path folder;

  @Test
  void theLogBeginsAnewWhileOneCommitFollowsTheOtherAndNothingIsLost() throws Exception {
    SqliteBackend backend = new SqliteBackend(folder.resolve("one.db"));
    Connection writer = backend.writer();
    prepare(writer);
    long largest = 0;
    WriteAheadLog log = WriteAheadLog.start(backend, EACH, 1);
    try (SqliteSession session = new SqliteSession(writer, log);
        Connection reader = backend.reader()) {
      reader.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        // who reads meanwhile leaves a rest, as commits that come during the pass do
        commit(session);
        assertThat(count(reader)).isEqualTo(i * EACH + 1);
        untilTheNextPass(session, log, EACH - 1);
        reader.commit();
        largest = Math.max(largest, bytes());
      }
      assertThat(count(backend)).isEqualTo(20 * EACH);
    }

    assertThat(largest).isLessThan(4L * EACH * ROW); // 20 times as much was written
    assertThat(count(backend)).isEqualTo(20 * EACH);
  }

  @Test
  void whoReadsKeepsItsOwnMomentAndTheLogBeginsAnewAfterIt() throws Exception {
    SqliteBackend backend = new SqliteBackend(folder.resolve("one.db"));
    Connection writer = backend.writer();
    prepare(writer);
    WriteAheadLog log = WriteAheadLog.start(backend, EACH, 1);
    try (SqliteSession session = new SqliteSession(writer, log);
        Connection reader = backend.reader()) {
      reader.setAutoCommit(false);
      assertThat(count(reader)).isZero();
      for (int i = 0; i < 5; i++) {
        untilTheNextPass(session, log, EACH);
      }
      assertThat(count(reader)).isZero();
      long grown = bytes();
      assertThat(grown).isGreaterThan(4L * EACH * ROW);
      reader.commit();
      for (int i = 0; i < 10; i++) {
        untilTheNextPass(session, log, EACH);
      }
      assertThat(bytes()).isLessThan(grown + 2L * EACH * ROW);
      assertThat(count(reader)).isEqualTo(15 * EACH);
    }
  }

  private static void untilTheNextPass(SqliteSession session, WriteAheadLog log, int commits)
      throws SQLException {
    for (int i = 0; i < commits; i++) {
      commit(session);
    }
    Awaitility.await()
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(20))
        .until(log::isRestLeft);
  }

  private static void prepare(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute("PRAGMA synchronous = OFF"); // this is not about the disk
      statement.execute("CREATE TABLE t (body BLOB)");
    }
  }

  private static void commit(SqliteSession session) throws SQLException {
    session.begin();
    try (Statement statement = session.connection().createStatement()) {
      statement.executeUpdate("INSERT INTO t VALUES (randomblob(" + ROW + "))");
    }
    session.commit();
  }

  private long bytes() throws IOException {
    return Files.size(folder.resolve("one.db-wal"));
  }

  private static int count(SqliteBackend backend) throws SQLException {
    try (Connection reader = backend.reader()) {
      return count(reader);
    }
  }

  private static int count(Connection reader) throws SQLException {
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
      return row.next() ? row.getInt(1) : -1;
    }
  }
}
