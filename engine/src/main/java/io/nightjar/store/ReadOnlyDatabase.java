package io.nightjar.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads a store without its lock, beside a running engine or without one. */
public final class ReadOnlyDatabase implements Reads, AutoCloseable {

  private final Backend backend;
  private final Connection connection;

  private ReadOnlyDatabase(Backend backend, Connection connection) {
    this.backend = backend;
    this.connection = connection;
  }

  /** Whether a Nightjar has ever run with this state directory. */
  public static boolean exists(Path stateDirectory) {
    return Files.exists(stateDirectory.resolve(StoreAddress.FILE))
        || Files.exists(StateDirectory.database(stateDirectory));
  }

  /**
   * @throws StoreException when there is no database, or it cannot be read
   */
  public static ReadOnlyDatabase open(Path stateDirectory) {
    if (!exists(stateDirectory)) {
      throw new StoreException(
          "there is no "
              + StateDirectory.database(stateDirectory)
              + ": no Nightjar has run with this state directory yet");
    }
    return open(Backend.of(StoreAddress.read(stateDirectory), stateDirectory));
  }

  /**
   * @param database a SQLite database, or a copy of one under any name
   * @throws StoreException when there is none, or it cannot be read
   */
  public static ReadOnlyDatabase openFile(Path database) {
    if (!Files.isRegularFile(database)) {
      throw new StoreException("there is no database " + database);
    }
    return open(new SqliteBackend(database));
  }

  /**
   * @throws StoreException when it does not answer
   */
  public static ReadOnlyDatabase open(StoreAddress.Server server) {
    return open(new PostgresBackend(server));
  }

  private static ReadOnlyDatabase open(Backend backend) {
    try {
      return new ReadOnlyDatabase(backend, backend.reader());
    } catch (SQLException e) {
      throw StoreException.of(backend.name(), e);
    }
  }

  @Override
  public synchronized <T> T read(Query<T> query) {
    try {
      return Readers.once(connection, query);
    } catch (SQLException e) {
      throw StoreException.of(backend.name(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw StoreException.of(backend.name(), e);
    }
  }
}
