package io.nightjar.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** Readers of a PostgreSQL server: a bounded pool that replaces what broke. */
record PooledReaders(HikariDataSource pool) implements Readers {

  @Override
  public <T> T read(Reads.Query<T> query) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Readers.once(connection, query);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
