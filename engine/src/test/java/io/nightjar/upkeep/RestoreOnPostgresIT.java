package io.nightjar.upkeep;

import io.nightjar.store.PostgresServer;
import io.nightjar.store.StoreAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** From a SQLite file into PostgreSQL. */
class RestoreOnPostgresIT extends BackupTest {

  private StoreAddress.Server database;

  @BeforeEach
  void anEmptyDatabase() {
    database = PostgresServer.orSkip().newDatabase();
  }

  @AfterEach
  void drop() {
    if (database != null) {
      PostgresServer.orSkip().drop(database);
    }
  }

  @Override
  StoreAddress target() {
    return database;
  }
}
