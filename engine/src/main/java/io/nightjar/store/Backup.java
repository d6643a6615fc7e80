package io.nightjar.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store in one SQLite file, whichever database it came from: every row as of one moment, and the
 * files of the state directory without which it could not be checked or gone on with. It is made
 * while the engine runs, and restored into either database.
 */
public final class Backup {

  /** Of the tables that only a backup has. */
  static final String PREFIX = "backup_";

  private static final String SIGNING_KEY = "audit.key";

  /** The second one is there while the key is being changed. */
  private static final Set<String> SIGNING_KEYS = Set.of(SIGNING_KEY, "audit.key.next");

  /** Kept with the rows, where it is there; a key that signs only when it is asked for. */
  private static final List<String> KEPT =
      List.of("audit.pub", "audit.checkpoint", "killswitch", SIGNING_KEY, "audit.key.next");

  private Backup() {}

  /**
   * What was made.
   *
   * @param withKey whether who has the file can sign as this Nightjar
   */
  public record Made(Path file, long bytes, boolean withKey) {}

  /**
   * What was restored.
   *
   * @param withKey whether the signing key was in it
   */
  public record Restored(String database, long rows, boolean withKey) {}

  /**
   * Writes the store of {@code stateDirectory} into a new {@code file}, readable by its owner only.
   *
   * @throws StoreException when the file is there already, or the store cannot be read
   */
  public static Made make(Path stateDirectory, Path file, boolean withKey, Instant at) {
    if (!ReadOnlyDatabase.exists(stateDirectory)) {
      throw new StoreException("there is no store in " + stateDirectory);
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      refuseExisting(file);
      Files.deleteIfExists(part);
      StateDirectory.createOwnerOnly(part);
      // before the rows: the checkpoint kept outside must be one that they contain
      Map<String, byte[]> kept = kept(stateDirectory, withKey);
      Backend backend = Backend.of(StoreAddress.read(stateDirectory), stateDirectory);
      try {
        switch (backend) {
          case SqliteBackend sqlite -> copyFile(sqlite, part);
          case PostgresBackend postgres -> copyRows(postgres, part);
        }
        refuseOtherKey(kept, kept(stateDirectory, withKey));
        addFiles(part, kept, backend.name(), at);
      } catch (SQLException e) {
        throw StoreException.of(backend.name(), e);
      }
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return new Made(file, Files.size(file), kept.containsKey(SIGNING_KEY));
    } catch (IOException e) {
      throw new StoreException("the backup " + file + " cannot be written: " + e.getMessage(), e);
    } finally {
      deleteQuietly(part);
    }
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new StoreException(file + " is there already; name another file");
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // it is whole or it is nothing; who made it sees it lie there
    }
  }

  private static void copyFile(SqliteBackend source, Path to) throws SQLException {
    try (Connection reader = source.reader();
        PreparedStatement vacuum = reader.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toAbsolutePath().toString());
      vacuum.execute();
    }
  }

  private static void copyRows(PostgresBackend source, Path to) throws SQLException, IOException {
    SqliteBackend target = new SqliteBackend(to);
    try (Connection reader = source.reader();
        SqliteSession session = new SqliteSession(target.plain())) {
      refuseOtherVersion(reader, source.name());
      Migrations.apply(target, session, Migrations.FILES);
      session.begin();
      StoreCopy.copy(session.connection(), reader, session.connection());
      session.commit();
    }
  }

  private static void refuseOtherVersion(Connection reader, String name) throws SQLException {
    int version = Migrations.version(reader);
    if (version != Migrations.FILES.size()) {
      throw new StoreException(
          name
              + " has schema version "
              + version
              + ", this program has "
              + Migrations.FILES.size()
              + "; use the one that runs with it");
    }
  }

  private static Map<String, byte[]> kept(Path stateDirectory, boolean withKey) throws IOException {
    Map<String, byte[]> kept = new LinkedHashMap<>();
    for (String name : KEPT) {
      Path path = stateDirectory.resolve(name);
      if (Files.exists(path) && (withKey || !SIGNING_KEYS.contains(name))) {
        kept.put(name, Files.readAllBytes(path));
      }
    }
    return kept;
  }

  private static void refuseOtherKey(Map<String, byte[]> before, Map<String, byte[]> after) {
    for (String name : SIGNING_KEYS) {
      if (!Arrays.equals(before.get(name), after.get(name))) {
        throw new StoreException("the audit key was changed meanwhile; make the backup again");
      }
    }
  }

  private static void addFiles(Path part, Map<String, byte[]> kept, String source, Instant at)
      throws SQLException {
    try (Connection connection = new SqliteBackend(part).plain();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE backup_made(time TEXT NOT NULL, source TEXT NOT NULL) STRICT");
      statement.executeUpdate(
          "CREATE TABLE backup_files(name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO backup_made VALUES (?, ?)")) {
        insert.setString(1, at.toString());
        insert.setString(2, source);
        insert.executeUpdate();
      }
      for (Map.Entry<String, byte[]> file : kept.entrySet()) {
        addFile(connection, file.getKey(), file.getValue());
      }
    }
  }

  private static void addFile(Connection connection, String name, byte[] content)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO backup_files VALUES (?, ?)")) {
      insert.setString(1, name);
      insert.setBytes(2, content);
      insert.executeUpdate();
    }
  }

  /**
   * The kept files of a backup, by name; empty for a copy that was made otherwise.
   *
   * @throws StoreException when it is no database
   */
  public static Map<String, byte[]> files(Path file) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.openFile(file)) {
      return database.read(Backup::files);
    }
  }

  private static Map<String, byte[]> files(Connection connection) throws SQLException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet there =
          statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'backup_files'")) {
        if (!there.next()) {
          return files;
        }
      }
      try (ResultSet rows = statement.executeQuery("SELECT name, content FROM backup_files")) {
        while (rows.next()) {
          if (KEPT.contains(rows.getString(1))) {
            files.put(rows.getString(1), rows.getBytes(2));
          }
        }
      }
    }
    return files;
  }

  /**
   * Puts a backup where nothing is yet.
   *
   * @param directory of the Nightjar that shall go on with it; held, and empty but for that
   * @param address an empty database, or the embedded one
   * @throws StoreException when something is there already
   */
  public static Restored restore(Path file, StateDirectory directory, StoreAddress address) {
    Map<String, byte[]> files = files(file);
    for (String name : files.keySet()) {
      refuseExisting(directory.path().resolve(name));
    }
    Backend backend = Backend.of(address, directory.path());
    try {
      long rows =
          switch (backend) {
            case SqliteBackend sqlite -> restoreFile(file, sqlite.file());
            case PostgresBackend postgres -> restoreRows(file, postgres);
          };
      for (Map.Entry<String, byte[]> kept : files.entrySet()) {
        Path path = directory.path().resolve(kept.getKey());
        StateDirectory.createOwnerOnly(path);
        Files.write(path, kept.getValue());
      }
      address.write(directory);
      return new Restored(backend.name(), rows, files.containsKey(SIGNING_KEY));
    } catch (SQLException e) {
      throw StoreException.of(backend.name(), e);
    } catch (IOException e) {
      throw new StoreException(file + " cannot be restored: " + e.getMessage(), e);
    }
  }

  private static long restoreFile(Path file, Path to) throws SQLException, IOException {
    if (Files.exists(to)) {
      throw new StoreException(to + " is there already; name a state folder without one");
    }
    Path part = to.resolveSibling(to.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      StateDirectory.createOwnerOnly(part);
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = Files.newOutputStream(part)) {
        in.transferTo(out);
      }
      long rows = 0;
      try (Connection connection = new SqliteBackend(part).plain();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("DROP TABLE IF EXISTS backup_files");
        statement.executeUpdate("DROP TABLE IF EXISTS backup_made");
        for (String table : StoreCopy.tables(connection)) {
          try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows += row.next() ? row.getLong(1) : 0;
          }
        }
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
      return rows;
    } finally {
      deleteQuietly(part);
    }
  }

  private static long restoreRows(Path file, PostgresBackend backend)
      throws SQLException, IOException {
    try (ReadOnlyDatabase source = ReadOnlyDatabase.openFile(file);
        WritingSession session = backend.session(StandingBy.REFUSED)) {
      backend.check(session.connection());
      Migrations.apply(backend, session, Migrations.FILES);
      return source.read(
          from -> {
            refuseOtherVersion(from, file.toString());
            session.begin();
            refuseRows(from, session.connection(), backend.name());
            long rows = StoreCopy.copy(from, from, session.connection());
            StoreCopy.countOn(session.connection());
            session.commit();
            return rows;
          });
    }
  }

  private static void refuseRows(Connection from, Connection to, String name) throws SQLException {
    List<String> full = new ArrayList<>();
    for (String table : StoreCopy.tables(from)) {
      try (Statement statement = to.createStatement();
          ResultSet row = statement.executeQuery("SELECT 1 FROM " + table + " LIMIT 1")) {
        if (row.next()) {
          full.add(table);
        }
      }
    }
    if (!full.isEmpty()) {
      throw new StoreException(
          name
              + " holds a store already ("
              + String.join(", ", full)
              + "); make an empty database");
    }
  }
}
