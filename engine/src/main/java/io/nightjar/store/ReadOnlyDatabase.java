package io.nightjar.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads a state directory without its lock, beside a running engine or without one. */
public final class ReadOnlyDatabase implements Reads, AutoCloseable {

  private final Path database;
  private final Connection connection;

  private ReadOnlyDatabase(Path database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  /**
   * @throws StoreException when there is no database, or it cannot be read
   */
  public static ReadOnlyDatabase open(Path stateDirectory) {
    Path database = StateDirectory.database(stateDirectory);
    if (Files.notExists(database)) {
      throw new StoreException(
          "there is no " + database + ": no Nightjar has run with this state directory yet");
    }
    return openFile(database);
  }

  /**
   * @param database a database, or a copy of one under any name
   * @throws StoreException when there is none, or it cannot be read
   */
  public static ReadOnlyDatabase openFile(Path database) {
    if (!Files.isRegularFile(database)) {
      throw new StoreException("there is no database " + database);
    }
    try {
      return new ReadOnlyDatabase(database, Connections.reader(database));
    } catch (SQLException e) {
      throw StoreException.of(database, e);
    }
  }

  @Override
  public synchronized <T> T read(Query<T> query) {
    try {
      return query.on(connection);
    } catch (SQLException e) {
      throw StoreException.of(database, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw StoreException.of(database, e);
    }
  }
}
