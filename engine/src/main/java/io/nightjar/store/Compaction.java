package io.nightjar.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives back the room of what was removed. */
public final class Compaction {

  private Compaction() {}

  /**
   * What came of it.
   *
   * @param before bytes on the disk
   * @param after bytes on the disk
   * @param whole false when an engine runs, so that only its write-ahead log could be emptied
   */
  public record Done(String database, long before, long after, boolean whole) {}

  /**
   * Compacts the store of {@code stateDirectory}. A SQLite file is rewritten, which needs as much
   * room again for a while, only while no engine has it; beside an engine its write-ahead log alone
   * is emptied. PostgreSQL is vacuumed beside everything else.
   *
   * @throws StoreException when it cannot be done
   */
  public static Done run(Path stateDirectory) {
    if (!ReadOnlyDatabase.exists(stateDirectory)) {
      throw new StoreException("there is no store in " + stateDirectory);
    }
    Backend backend = Backend.of(StoreAddress.read(stateDirectory), stateDirectory);
    try {
      return switch (backend) {
        case SqliteBackend sqlite -> sqlite(sqlite, stateDirectory);
        case PostgresBackend postgres -> postgres(postgres);
      };
    } catch (SQLException e) {
      throw StoreException.of(backend.name(), e);
    }
  }

  private static Done sqlite(SqliteBackend backend, Path stateDirectory) throws SQLException {
    StateDirectory held = StateDirectory.openUnlessHeld(stateDirectory);
    try (held) {
      long before = StoreSize.of(backend.file());
      try (Connection connection = backend.writer();
          Statement statement = connection.createStatement()) {
        if (held != null) {
          statement.execute("VACUUM");
        }
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
      return new Done(backend.name(), before, StoreSize.of(backend.file()), held != null);
    }
  }

  private static Done postgres(PostgresBackend backend) throws SQLException {
    try (Connection connection = backend.maintenance();
        Statement statement = connection.createStatement()) {
      long before = StoreSize.of(connection);
      for (String table : PostgresBackend.tables(connection)) {
        statement.execute("VACUUM (ANALYZE) " + table);
      }
      return new Done(backend.name(), before, StoreSize.of(connection), true);
    }
  }
}
