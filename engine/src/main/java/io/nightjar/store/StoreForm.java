package io.nightjar.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a database is sound in itself and has the form that this program gave it; what its rows
 * say is looked at elsewhere.
 */
public final class StoreForm {

  private static final int PROBLEMS_AT_MOST = 20;

  private static final String OBJECTS =
      "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master"
          + " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'schema_versions'"
          + " AND substr(tbl_name, 1, 7) <> 'backup_'";

  private StoreForm() {}

  /** What is wrong, in plain words; empty when nothing is. */
  public static List<String> problems(Connection connection) throws SQLException {
    return isSqlite(connection) ? sqlite(connection) : postgres(connection);
  }

  /** Which kind of database it is. */
  public static boolean isSqlite(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("SQLite");
  }

  private static List<String> sqlite(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("PRAGMA integrity_check(" + PROBLEMS_AT_MOST + ")")) {
        while (rows.next()) {
          if (!rows.getString(1).equals("ok")) {
            problems.add(rows.getString(1));
          }
        }
      }
      try (ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
        while (rows.next() && problems.size() < PROBLEMS_AT_MOST) {
          problems.add(
              "a row of "
                  + rows.getString(1)
                  + " names one of "
                  + rows.getString(3)
                  + " that is gone");
        }
      }
    }
    int version = Migrations.version(connection);
    Map<String, String> wanted = asMade(version);
    Map<String, String> found = objects(connection);
    if (version > Migrations.FILES.size()) {
      problems.add("it has schema version " + version + ", which is newer than this program");
      return problems;
    }
    wanted.forEach(
        (name, sql) -> {
          if (!sql.equals(found.get(name))) {
            problems.add(name + (found.containsKey(name) ? " was changed" : " is missing"));
          }
        });
    found.keySet().stream()
        .filter(name -> !wanted.containsKey(name))
        .forEach(name -> problems.add(name + " was added by somebody else"));
    return problems;
  }

  private static Map<String, String> objects(Connection connection) throws SQLException {
    Map<String, String> objects = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OBJECTS)) {
      while (rows.next()) {
        objects.put(rows.getString(1), rows.getString(2));
      }
    }
    return objects;
  }

  /** The objects of an empty store of that version. */
  private static Map<String, String> asMade(int version) throws SQLException {
    try (Connection memory = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      SqliteSession session = new SqliteSession(memory);
      Migrations.apply(
          new SqliteBackend(Path.of(":memory:")),
          session,
          Migrations.FILES.subList(0, Math.min(version, Migrations.FILES.size())));
      return objects(memory);
    } catch (IOException e) {
      throw new StoreException("the schema files are missing from the program", e);
    }
  }

  /** PostgreSQL keeps references itself; what it may have lost is an index or a check. */
  private static List<String> postgres(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    texts(
        connection,
        "SELECT 'index ' || c.relname || ' is not valid; type REINDEX INDEX ' || c.relname"
            + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            + " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace",
        problems);
    texts(
        connection,
        "SELECT 'constraint ' || conname || ' is not checked' FROM pg_constraint"
            + " WHERE NOT convalidated AND connamespace = current_schema()::regnamespace",
        problems);
    texts(
        connection,
        "SELECT 'trigger ' || t.tgname || ' on ' || c.relname || ' was added by somebody else'"
            + " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            + " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace",
        problems);
    texts(
        connection,
        "SELECT 'rule ' || rulename || ' on ' || tablename || ' was added by somebody else'"
            + " FROM pg_rules WHERE schemaname = current_schema()",
        problems);
    int version = Migrations.version(connection);
    if (version > Migrations.FILES.size()) {
      problems.add("it has schema version " + version + ", which is newer than this program");
    }
    return problems;
  }

  private static void texts(Connection connection, String sql, List<String> into)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        into.add(rows.getString(1));
      }
    }
  }
}
