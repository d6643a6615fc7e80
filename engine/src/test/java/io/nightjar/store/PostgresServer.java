package io.nightjar.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real PostgreSQL for the tests of this process: started when first needed, stopped with it. */
public final class PostgresServer {

  private static final String USER = "postgres";

  /** The server, or why there is none. */
  private record Attempt(@Nullable EmbeddedPostgres server, Path log, String problem) {}

  private static final class Once {
    private static final Attempt ATTEMPT = start();

    private static Attempt start() {
      Path log = Path.of("no log");
      try {
        log = Files.createTempFile("postgres", ".log");
        log.toFile().deleteOnExit();
        return new Attempt(
            EmbeddedPostgres.builder()
                // a socket in /tmp needs a right that not every user has
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", Boolean.getBoolean("postgres.fsync") ? "on" : "off")
                .setServerConfig("log_line_prefix", "%d:")
                .setServerConfig("log_lock_waits", "on")
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start(),
            log,
            "");
      } catch (IOException | RuntimeException e) {
        return new Attempt(null, log, e.toString());
      }
    }
  }

  private final EmbeddedPostgres server;
  private final AtomicInteger databases = new AtomicInteger();
  private String template = "";

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  private static @Nullable PostgresServer shared;

  /** Skips the test, and says why, where no server can be started. */
  public static synchronized PostgresServer orSkip() {
    EmbeddedPostgres server = Once.ATTEMPT.server();
    Assumptions.assumeTrue(
        server != null, () -> "no PostgreSQL could be started here: " + Once.ATTEMPT.problem());
    if (shared == null && server != null) {
      shared = new PostgresServer(server);
    }
    return Objects.requireNonNull(shared);
  }

  /** Makes an empty database. */
  public StoreAddress.Server newDatabase() {
    return newDatabase("");
  }

  /**
   * Makes a database with all tables and nothing in them: a copy, which no migration has to make.
   */
  synchronized StoreAddress.Server newStore() {
    if (template.isEmpty()) {
      StoreAddress.Server made = newDatabase();
      PostgresBackend backend = new PostgresBackend(made);
      try (WritingSession session = backend.session(StandingBy.REFUSED)) {
        Migrations.apply(backend, session, Migrations.FILES);
      } catch (SQLException | IOException e) {
        throw new IllegalStateException(e);
      }
      template = name(made);
    }
    return newDatabase("TEMPLATE " + template);
  }

  private static String name(StoreAddress.Server database) {
    return database.url().substring(database.url().lastIndexOf('/') + 1);
  }

  /**
   * @param how further words of CREATE DATABASE
   */
  StoreAddress.Server newDatabase(String how) {
    String name = "nightjar_" + databases.incrementAndGet();
    run("CREATE DATABASE " + name + " " + how);
    return new StoreAddress.Server(url(name), USER, null);
  }

  public void drop(StoreAddress.Server database) {
    run("DROP DATABASE " + name(database) + " WITH (FORCE)");
  }

  /** What the server has logged about {@code database} until now. */
  List<String> log(StoreAddress.Server database) throws IOException {
    try (Stream<String> lines = Files.lines(Once.ATTEMPT.log())) {
      return lines.filter(line -> line.startsWith(name(database) + ":")).toList();
    }
  }

  public int port() {
    return server.getPort();
  }

  /**
   * Kills one of the server's processes, so that it ends every session and recovers from its log,
   * as after a sudden end; returns when it takes connections again.
   */
  public void crash() {
    String pid = "SELECT pg_backend_pid()";
    try (Connection connection = DriverManager.getConnection(url(USER), USER, null);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(pid)) {
      row.next();
      ProcessHandle.of(row.getInt(1)).orElseThrow().destroyForcibly();
    } catch (SQLException e) {
      throw new IllegalStateException("the server could not be killed", e);
    }
    Awaitility.await()
        .ignoreException(IllegalStateException.class)
        .until(
            () -> {
              run("SELECT 1");
              return true;
            });
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  /** Runs SQL outside every store. */
  public void run(String sql) {
    try (Connection connection = DriverManager.getConnection(url(USER), USER, null);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Ends the session that writes to {@code database}, as an administrator would; how many. */
  int killWriter(StoreAddress.Server database) {
    String sql =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = '"
            + name(database)
            + "')";
    try (Connection connection = DriverManager.getConnection(url(USER), USER, null);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
