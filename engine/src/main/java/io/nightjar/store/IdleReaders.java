package io.nightjar.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Readers of a SQLite file: opened when one is needed, a few kept. */
final class IdleReaders implements Readers {

  private static final int IDLE_AT_MOST = 4;

  private final SqliteBackend backend;
  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(IDLE_AT_MOST);

  IdleReaders(SqliteBackend backend) {
    this.backend = backend;
  }

  @Override
  public <T> T read(Reads.Query<T> query) throws SQLException {
    Connection lent = idle.poll();
    Connection connection = lent == null ? backend.reader() : lent;
    boolean whole = false; // or else it may be in the middle of something
    try {
      T answer = Readers.once(connection, query);
      whole = true;
      return answer;
    } finally {
      if (!whole || !idle.offer(connection)) {
        closeQuietly(connection);
      }
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyBroken) {
      // the failure that brought us here is the one to report
    }
  }

  @Override
  public void close() {
    for (Connection reader = idle.poll(); reader != null; reader = idle.poll()) {
      closeQuietly(reader);
    }
  }
}
