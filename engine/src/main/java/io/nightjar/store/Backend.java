package io.nightjar.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What SQLite and PostgreSQL do differently; everything else is the same SQL on both. */
sealed interface Backend permits SqliteBackend, PostgresBackend {

  /** For messages. */
  String name();

  /**
   * Opens the one connection that writes.
   *
   * @param standing what is done where another Nightjar has it
   * @throws StoreException when another Nightjar has one, and this one does not wait
   */
  WritingSession session(StandingBy standing) throws SQLException, IOException;

  /** One connection that only reads; each transaction on it sees one snapshot. */
  Connection reader() throws SQLException;

  /** Connections that only read, for many threads. */
  Readers readers();

  /**
   * @throws StoreException when the database is damaged, as far as a short look can tell
   */
  void check(Connection connection) throws SQLException, IOException;

  /** The schema, which is written in the words of SQLite, in the words of this database. */
  String schema(String sqlite);

  static Backend of(StoreAddress address, Path stateDirectory) {
    return switch (address) {
      case StoreAddress.Embedded embedded ->
          new SqliteBackend(StateDirectory.database(stateDirectory));
      case StoreAddress.Server server -> new PostgresBackend(server);
    };
  }
}
