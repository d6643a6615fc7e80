package io.nightjar.store;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditVerifier;
import io.nightjar.audit.SegmentFolder;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A state directory with an open database, and what tests do to one behind its back. */
public final class TestState implements AutoCloseable {

  /** Null while the tests that run keep their stores in SQLite files. */
  private static @Nullable PostgresServer server;

  private static final Map<Path, StoreAddress.Server> DATABASES = new ConcurrentHashMap<>();

  private final StateDirectory directory;
  private final Database database;

  private TestState(StateDirectory directory, Database database) {
    this.directory = directory;
    this.database = database;
  }

  public static TestState open(Path path) {
    StateDirectory directory = StateDirectory.open(path);
    try {
      return new TestState(directory, Database.open(directory, address(directory.path())));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  static void useServer(@Nullable PostgresServer used) {
    server = used;
  }

  static void dropDatabases() {
    PostgresServer used = server;
    if (used != null) {
      DATABASES.values().forEach(used::drop);
    }
    DATABASES.clear();
  }

  /** Where the store of that state directory is kept while this test runs. */
  static StoreAddress address(Path path) {
    PostgresServer used = server;
    return used == null
        ? new StoreAddress.Embedded()
        : DATABASES.computeIfAbsent(real(path), unknown -> used.newStore());
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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

  /** A connection to the closed or open database that an intruder would have. */
  public static Connection intruder(Path path) throws SQLException {
    return switch (address(path)) {
      case StoreAddress.Embedded embedded -> {
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + StateDirectory.database(path));
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA busy_timeout = 5000");
        }
        yield connection;
      }
      case StoreAddress.Server known ->
          DriverManager.getConnection(known.url(), known.user(), known.password());
    };
  }

  /** Runs SQL as an intruder would. */
  public static int tamper(Path path, String sql) {
    try (Connection connection = intruder(path);
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** From now on no leaf of that kind can be written, as on a full disk, until {@link #healed}. */
  public static void failing(Path path, String kind) {
    String when = " WHEN (NEW.kind = '" + kind + "')";
    trigger(
        path,
        "BEFORE INSERT ON audit_leaves",
        when,
        "SELECT RAISE(ABORT, 'disk full')",
        "RAISE 'disk full'");
  }

  /** Whoever allows a response from now on finds another text in it. */
  public static void exchanging(Path path, String text, String other) {
    String replaced = "replace(json, '" + text + "', '" + other + "')";
    trigger(
        path,
        address(path) instanceof StoreAddress.Embedded
            ? "AFTER UPDATE ON responses"
            : "BEFORE UPDATE ON responses",
        " WHEN (NEW.state = 'ALLOWED')",
        "UPDATE responses SET json = " + replaced,
        "NEW.json := " + replaced.replace("json,", "NEW.json,") + "; RETURN NEW");
  }

  private static void trigger(
      Path path, String event, String when, String sqlite, String postgres) {
    switch (address(path)) {
      case StoreAddress.Embedded embedded ->
          tamper(path, "CREATE TRIGGER intruder " + event + when + " BEGIN " + sqlite + "; END");
      case StoreAddress.Server server -> {
        tamper(
            path,
            "CREATE OR REPLACE FUNCTION intruder() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                + postgres
                + "; END $$");
        tamper(
            path,
            "CREATE TRIGGER intruder "
                + event
                + " FOR EACH ROW"
                + when
                + " EXECUTE FUNCTION intruder()");
      }
    }
  }

  /** Takes back what {@link #failing} did. */
  public static void healed(Path path) {
    boolean embedded = address(path) instanceof StoreAddress.Embedded;
    tamper(path, "DROP TRIGGER intruder" + (embedded ? "" : " ON audit_leaves"));
  }

  public static AuditReport verify(Path path) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(path)) {
      VerifierKey key = VerifierKey.parse(Files.readString(path.resolve("audit.pub")));
      List<String> kept = List.of(Files.readString(path.resolve(AuditLog.HEAD_FILE)));
      return database.read(
          connection -> AuditVerifier.verify(connection, key, kept, SegmentFolder.in(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
