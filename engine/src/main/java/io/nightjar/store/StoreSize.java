package io.nightjar.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many bytes a store takes on the disk. */
final class StoreSize {

  private StoreSize() {}

  /** Of a SQLite file with its write-ahead log. */
  static long of(Path file) {
    return bytes(file) + bytes(file.resolveSibling(file.getFileName() + "-wal"));
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException none) {
      return 0;
    } catch (IOException e) {
      throw new StoreException("cannot look at " + file, e);
    }
  }

  /** Of the tables and indexes in a PostgreSQL schema. */
  static long of(Connection postgres) throws SQLException {
    try (Statement statement = postgres.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
                    + " WHERE c.relkind = 'r' AND c.relnamespace ="
                    + " (SELECT oid FROM pg_namespace WHERE nspname = current_schema())")) {
      row.next();
      return row.getLong(1);
    }
  }
}
