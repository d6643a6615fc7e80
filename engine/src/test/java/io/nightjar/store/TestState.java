package io.nightjar.store;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditVerifier;
import io.nightjar.audit.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A state directory with an open database, and what tests do to one behind its back. */
public final class TestState implements AutoCloseable {

  private final StateDirectory directory;
  private final Database database;

  private TestState(StateDirectory directory, Database database) {
    this.directory = directory;
    this.database = database;
  }

  public static TestState open(Path path) {
    StateDirectory directory = StateDirectory.open(path);
    try {
      return new TestState(directory, Database.open(directory));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  public Database database() {
    return database;
  }

  public Path path() {
    return directory.path();
  }

  @Override
  public void close() {
    database.close();
    directory.close();
  }

  /** Runs SQL on the closed or open database as an intruder would. */
  public static int tamper(Path path, String sql) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + StateDirectory.database(path));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 5000");
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public static AuditReport verify(Path path) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(path)) {
      VerifierKey key = VerifierKey.parse(Files.readString(path.resolve("audit.pub")));
      List<String> kept = List.of(Files.readString(path.resolve(AuditLog.HEAD_FILE)));
      return database.read(connection -> AuditVerifier.verify(connection, key, kept));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
