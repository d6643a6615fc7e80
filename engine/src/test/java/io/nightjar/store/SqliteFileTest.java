package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a store in a file has to hold. */
class SqliteFileTest {

  private static final AuditDraft DRAFT = AuditDraft.of(Instant.EPOCH, "test", null, "nightjar");

  @TempDir Path temp;

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Test
  void writesAreSyncedToTheDiskInAWriteAheadLog() {
    try (TestState state = TestState.open(temp)) {
      List<String> pragmas =
          state
              .database()
              .write(
                  transaction -> {
                    Connection connection = transaction.connection();
                    return List.of(
                        pragma(connection, "journal_mode"),
                        pragma(connection, "synchronous"),
                        pragma(connection, "foreign_keys"));
                  });
      assertThat(pragmas).containsExactly("wal", "2", "1");
    }
  }

  @Test
  void damagedFileIsExplained() throws IOException {
    Files.writeString(
        temp.resolve("nightjar.db"), "this is no database, it only looks like a file");
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nightjar.db is damaged")
        .hasMessageContaining("aside");
  }

  @Test
  void damagedPageIsFoundAtStart() throws IOException {
    try (TestState state = TestState.open(temp)) {
      for (int i = 0; i < 200; i++) {
        state.database().record(DRAFT.with("n", i));
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(temp.resolve("nightjar.db").toFile(), "rw")) {
      for (long page = 1; page < file.length() / 4096; page++) {
        file.seek(page * 4096);
        file.write(new byte[64]);
      }
    }
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is damaged")
        .hasMessageContaining("backup");
  }
}
