package io.nightjar.store;

import io.nightjar.audit.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the schema to the newest version: numbered SQL files, each applied once, in one
 * transaction with its row in {@code schema_versions}, and never changed afterwards.
 */
final class Migrations {

  /** File names in order; the position is the version, from 1. */
  static final List<String> FILES =
      List.of("V1__first_night.sql", "V2__acts.sql", "V3__incidents.sql");

  private Migrations() {}

  static void apply(Connection connection, Path database, List<String> files)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS schema_versions"
              + "(version INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT");
    }
    List<String> applied = applied(connection);
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
        apply(connection, i + 1, files.get(i), sql, hash);
      } else if (!applied.get(i).equals(hash)) {
        throw new StoreException(
            database
                + " was made with another form of "
                + files.get(i)
                + " than this Nightjar has; run the version that made it");
      }
    }
  }

  private static void apply(
      Connection connection, int version, String file, String sql, String hash)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO schema_versions VALUES (?, ?, ?)")) {
      statement.executeUpdate("BEGIN IMMEDIATE");
      try {
        statement.executeUpdate(sql);
        insert.setInt(1, version);
        insert.setString(2, file);
        insert.setString(3, hash);
        insert.executeUpdate();
        statement.executeUpdate("COMMIT");
      } catch (SQLException e) {
        statement.executeUpdate("ROLLBACK");
        throw e;
      }
    }
  }

  private static List<String> applied(Connection connection) throws SQLException {
    List<String> hashes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT sha256 FROM schema_versions ORDER BY version")) {
      while (rows.next()) {
        hashes.add(rows.getString(1));
      }
    }
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
