package io.nightjar.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How large a store is.
 *
 * @param database the file, or the server and its database
 * @param bytes on the disk, with indexes and write-ahead log
 * @param schemaVersion how many schema files were applied
 * @param knownVersion how many this program has
 */
public record StoreSummary(
    String database, long bytes, int schemaVersion, int knownVersion, List<Table> tables) {

  /** How many rows one table has. */
  public record Table(String name, long rows) {}

  /**
   * @throws StoreException when there is no store, or it cannot be read
   */
  public static StoreSummary of(Path stateDirectory) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(stateDirectory)) {
      Backend backend = Backend.of(StoreAddress.read(stateDirectory), stateDirectory);
      return database.read(connection -> of(backend, connection));
    }
  }

  /** Whether the schema is as this program makes it. */
  public static boolean isCurrent(Connection connection) throws SQLException {
    return Migrations.version(connection) == Migrations.FILES.size();
  }

  private static StoreSummary of(Backend backend, Connection connection) throws SQLException {
    List<String> names;
    long bytes;
    switch (backend) {
      case SqliteBackend sqlite -> {
        names = StoreCopy.tables(connection);
        bytes = StoreSize.of(sqlite.file());
      }
      case PostgresBackend postgres -> {
        names = PostgresBackend.tables(connection);
        bytes = StoreSize.of(connection);
      }
    }
    List<Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (String name : names) {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + name)) {
          tables.add(new Table(name, row.next() ? row.getLong(1) : 0));
        }
      }
    }
    return new StoreSummary(
        backend.name(),
        bytes,
        Migrations.version(connection),
        Migrations.FILES.size(),
        List.copyOf(tables));
  }
}
