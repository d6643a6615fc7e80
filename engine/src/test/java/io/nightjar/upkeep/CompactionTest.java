package io.nightjar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditDraft;
import io.nightjar.respond.FilledStore;
import io.nightjar.store.Compaction;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SQLite file and its write-ahead log. */
class CompactionTest {

  private static final AuditDraft DRAFT = AuditDraft.of(Instant.EPOCH, "test", null, "nightjar");

  @TempDir Path temp;

  private void fillAndEmpty(TestState state) {
    state
        .database()
        .write(
            transaction -> {
              try (var statement = transaction.connection().createStatement()) {
                statement.executeUpdate("CREATE TABLE ballast(a BLOB)");
                statement.executeUpdate("INSERT INTO ballast VALUES (zeroblob(2000000))");
                return statement.executeUpdate("DROP TABLE ballast");
              }
            });
  }

  @Test
  void aFileThatNobodyHasIsRewritten() {
    try (TestState state = TestState.open(temp)) {
      fillAndEmpty(state);
    }
    Compaction.Done done = Compaction.run(temp);
    assertThat(done.whole()).isTrue();
    assertThat(done.before()).isGreaterThan(2_000_000);
    assertThat(done.after()).isLessThan(500_000);
    FilledStore.fill(temp);
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  @Test
  void besideAnEngineOnlyTheWriteAheadLogIsEmptied() throws IOException {
    Path log = temp.resolve("nightjar.db-wal");
    try (TestState state = TestState.open(temp)) {
      fillAndEmpty(state);
      assertThat(Files.size(log)).isGreaterThan(2_000_000);
      Compaction.Done done = Compaction.run(temp);
      assertThat(done.whole()).isFalse();
      assertThat(Files.size(log)).isZero();
      assertThat(done.after()).isLessThan(done.before());
      assertThat(state.database().record(DRAFT)).isZero();
    }
    StateDirectory.open(temp).close();
  }
}
