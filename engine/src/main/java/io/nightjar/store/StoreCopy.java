package io.nightjar.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies every row of one store into another one of the same schema version. One of the two is a
 * SQLite file, which says which tables and columns there are, in the order in which they were made:
 * so what is referred to comes before what refers to it.
 */
final class StoreCopy {

  private static final int BATCH = 500;
  private static final Set<String> NOT_STATE = Set.of("schema_versions", "sqlite_sequence");

  private StoreCopy() {}

  /**
   * @param file connection to the one that is a SQLite file
   * @param from the same, or the other
   * @param to the other, or the same; its tables are empty
   * @return how many rows there were
   */
  static long copy(Connection file, Connection from, Connection to) throws SQLException {
    long rows = 0;
    for (String table : tables(file)) {
      rows += copy(table, columns(file, table), from, to);
    }
    return rows;
  }

  static List<String> tables(Connection file) throws SQLException {
    List<String> tables =
        texts(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid");
    tables.removeIf(name -> NOT_STATE.contains(name) || name.startsWith(Backup.PREFIX));
    for (String name : tables) {
      refuseStrange(name);
    }
    return tables;
  }

  private static List<String> columns(Connection file, String table) throws SQLException {
    List<String> columns =
        texts(file, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid");
    columns.forEach(StoreCopy::refuseStrange);
    return columns;
  }

  /** A file may come from anywhere, and these names become SQL. */
  private static void refuseStrange(String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,59}")) {
      throw new StoreException("no Nightjar made a table or column of this name: " + name);
    }
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static long copy(String table, List<String> columns, Connection from, Connection to)
      throws SQLException {
    String names = String.join(", ", columns);
    String places = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
    long count = 0;
    try (Statement select = from.createStatement();
        PreparedStatement insert =
            to.prepareStatement(
                "INSERT INTO " + table + "(" + names + ") VALUES (" + places + ")");
        ResultSet rows = select.executeQuery("SELECT " + names + " FROM " + table)) {
      while (rows.next()) {
        for (int i = 1; i <= columns.size(); i++) {
          insert.setObject(i, rows.getObject(i));
        }
        insert.addBatch();
        if (++count % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    return count;
  }

  /** Lets a PostgreSQL database count on from the copied rows. */
  static void countOn(Connection postgres) throws SQLException {
    List<String> sequences =
        texts(
            postgres,
            "SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), (SELECT coalesce(max(%I),"
                + " 0) + 1 FROM %I), false)', table_name, column_name, column_name, table_name)"
                + " FROM information_schema.columns"
                + " WHERE is_identity = 'YES' AND table_schema = current_schema()");
    try (Statement statement = postgres.createStatement()) {
      for (String sequence : sequences) {
        statement.execute(sequence);
      }
    }
  }
}
