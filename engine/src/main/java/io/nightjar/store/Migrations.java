package io.nightjar.store;

import io.nightjar.audit.Hash;
import io.nightjar.crash.CrashPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the schema to the newest version: numbered SQL files, each applied once, in one
 * transaction with its row in {@code schema_versions}, and never changed afterwards. They are
 * written for SQLite; {@link Backend#schema} puts them into the words of the other database.
 */
final class Migrations {

  /** File names in order; the position is the version, from 1. */
  static final List<String> FILES =
      List.of(
          "V1__first_night.sql",
          "V2__acts.sql",
          "V3__incidents.sql",
          "V4__audit_segments.sql",
          "V5__upkeep.sql",
          "V6__act_pods.sql",
          "V7__editions.sql",
          "V8__kept_answers.sql",
          "V9__deliveries.sql",
          "V10__waiting_alerts.sql",
          "V11__fleet.sql",
          "V12__leadership.sql");

  private static final String VERSIONS =
      "CREATE TABLE IF NOT EXISTS schema_versions"
          + "(version INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT";

  private Migrations() {}

  static void apply(Backend backend, WritingSession session, List<String> files)
      throws SQLException, IOException {
    String database = backend.name();
    inTransaction(session, connection -> run(connection, backend.schema(VERSIONS)));
    List<String> applied = applied(session);
    if (applied.size() > files.size()) {
      throw new StoreException(
          database
              + " has schema version "
              + applied.size()
              + ", this Nightjar knows "
              + files.size()
              + " at most: it was used by a newer Nightjar; run that one, or give this one another"
              + " state directory");
    }
    for (int i = 0; i < files.size(); i++) {
      String sql = text(files.get(i));
      String hash = Hash.sha256(sql.getBytes(StandardCharsets.UTF_8)).hex();
      if (i >= applied.size()) {
        int version = i + 1;
        String file = files.get(i);
        inTransaction(
            session,
            connection -> {
              run(connection, backend.schema(sql));
              note(connection, version, file, hash);
              CrashPoint.MIGRATION_BEFORE_COMMIT.reached();
            });
        CrashPoint.MIGRATION_COMMITTED.reached();
      } else if (!applied.get(i).equals(hash)) {
        throw new StoreException(
            database
                + " was made with another form of "
                + files.get(i)
                + " than this Nightjar has; run the version that made it");
      }
    }
  }

  /** Part of a change of the schema. */
  @FunctionalInterface
  private interface Change {
    void in(Connection connection) throws SQLException;
  }

  private static void inTransaction(WritingSession session, Change change) throws SQLException {
    session.begin();
    try {
      change.in(session.connection());
      session.commit();
    } catch (SQLException e) {
      session.rollback();
      throw e;
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void note(Connection connection, int version, String file, String hash)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO schema_versions VALUES (?, ?, ?)")) {
      insert.setInt(1, version);
      insert.setString(2, file);
      insert.setString(3, hash);
      insert.executeUpdate();
    }
  }

  /** Of the schema that is there. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM schema_versions")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static List<String> applied(WritingSession session) throws SQLException {
    List<String> hashes = new ArrayList<>();
    inTransaction(
        session,
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery("SELECT sha256 FROM schema_versions ORDER BY version")) {
            while (rows.next()) {
              hashes.add(rows.getString(1));
            }
          }
        });
    return hashes;
  }

  private static String text(String file) throws IOException {
    try (InputStream in = Migrations.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException("the schema file " + file + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
