package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

  private static final AuditDraft DRAFT = AuditDraft.of(Instant.EPOCH, "test", null, "nightjar");

  @TempDir Path temp;

  private static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : -1;
    }
  }

  @Test
  void transactionsThatWaitTogetherShareOneCommit() {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      CountDownLatch began = new CountDownLatch(1);
      CountDownLatch busy = new CountDownLatch(1);
      CompletableFuture<Boolean> first =
          database.writeAsync(
              transaction -> {
                began.countDown();
                await(busy);
                return true;
              });
      await(began);
      List<CompletableFuture<Long>> others =
          IntStream.range(0, 500)
              .mapToObj(i -> database.writeAsync(transaction -> transaction.record(DRAFT)))
              .toList();
      busy.countDown();
      first.join();
      others.forEach(CompletableFuture::join);
      assertThat(database.commits()).isEqualTo(2);
      assertThat(database.<Long>read(c -> count(c, "SELECT count(*) FROM audit_checkpoints")))
          .isEqualTo(1);
    }
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  @Test
  void theFileOfTheNewestCheckpointIsUpToDateOnceNoCommitFollows() throws IOException {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      for (int i = 0; i < 20; i++) {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CompletableFuture<Long> recorded =
            database.writeAsync(
                transaction -> {
                  began.countDown();
                  await(busy);
                  return transaction.record(DRAFT);
                });
        await(began);
        CompletableFuture<Integer> after = database.writeAsync(transaction -> 1);
        busy.countDown();
        recorded.join();
        after.join();

        assertThat(Files.readString(temp.resolve(AuditLog.HEAD_FILE)))
            .isEqualTo(
                database
                    .read(c -> Optional.ofNullable(AuditLog.lastCheckpoint(c)))
                    .orElseThrow()
                    .note());
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void failedTransactionLeavesItsNeighboursAlone() {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      CountDownLatch busy = new CountDownLatch(1);
      CompletableFuture<Boolean> blocker =
          database.writeAsync(
              transaction -> {
                await(busy);
                return true;
              });
      CompletableFuture<Long> before = database.writeAsync(t -> t.record(DRAFT));
      List<String> ran = new ArrayList<>();
      CompletableFuture<Long> broken =
          database.writeAsync(
              transaction -> {
                transaction.record(DRAFT);
                transaction.afterCommit(() -> ran.add("broken"));
                throw new IllegalStateException("no");
              });
      CompletableFuture<Long> after =
          database.writeAsync(
              transaction -> {
                transaction.afterCommit(() -> ran.add("after"));
                return transaction.record(DRAFT);
              });
      busy.countDown();
      blocker.join();
      assertThat(before.join()).isEqualTo(0);
      assertThat(after.join()).isEqualTo(1);
      assertThatThrownBy(broken::join).hasRootCauseMessage("no");
      assertThat(ran).containsExactly("after");
    }
    assertThat(TestState.verify(temp).leaves()).isEqualTo(2);
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  @Test
  void aStepThatFailsAloneLeavesNothing() {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      assertThat(database.record(DRAFT)).isZero();
      assertThatThrownBy(
              () ->
                  database.write(
                      transaction -> {
                        transaction.record(DRAFT);
                        rename(transaction, "half");
                        throw new IllegalStateException("no");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no");
      assertThatThrownBy(
              () ->
                  database.write(
                      transaction -> {
                        transaction.record(DRAFT);
                        rename(transaction, "half");
                        rename(transaction, null); // refused by the database
                        return true;
                      }))
          .isInstanceOf(StoreException.class);
      assertThat(database.record(DRAFT)).isEqualTo(1);
      assertThat(
              database.<Boolean>read(
                  connection -> {
                    try (Statement statement = connection.createStatement();
                        ResultSet row =
                            statement.executeQuery("SELECT note FROM audit_checkpoints")) {
                      return row.next() && !row.getString(1).equals("half");
                    }
                  }))
          .isTrue();
    }
    assertThat(TestState.verify(temp).leaves()).isEqualTo(2);
    assertThat(TestState.verify(temp).problems()).isEmpty();
  }

  private static void rename(Transaction transaction, @Nullable String note) throws SQLException {
    try (PreparedStatement update =
        transaction.connection().prepareStatement("UPDATE audit_checkpoints SET note = ?")) {
      update.setString(1, note);
      update.executeUpdate();
    }
  }

  @Test
  void isReadByOthersWhileItRuns() {
    try (TestState state = TestState.open(temp)) {
      state.database().record(DRAFT);
      try (ReadOnlyDatabase other = ReadOnlyDatabase.open(temp)) {
        assertThat(other.<Long>read(c -> count(c, "SELECT count(*) FROM audit_leaves")))
            .isEqualTo(1);
        state.database().record(DRAFT);
        assertThat(other.<Long>read(c -> count(c, "SELECT count(*) FROM audit_leaves")))
            .isEqualTo(2);
        assertThatThrownBy(
                () -> other.read(c -> c.createStatement().executeUpdate("DELETE FROM timers")))
            .isInstanceOf(StoreException.class);
      }
    }
  }

  @Test
  void readingWhereNothingEverRanIsExplained() {
    assertThatThrownBy(() -> ReadOnlyDatabase.open(temp.resolve("nowhere")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no Nightjar has run");
  }

  @Test
  void newerSchemaIsExplained() {
    TestState.open(temp).close();
    TestState.tamper(temp, "INSERT INTO schema_versions VALUES (99, 'V99__future.sql', 'abc')");
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("schema version ")
        .hasMessageContaining("newer Nightjar");
  }

  @Test
  void schemaFileThatChangedIsExplained() {
    TestState.open(temp).close();
    TestState.tamper(temp, "UPDATE schema_versions SET sha256 = 'abc'");
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another form of V1__first_night.sql");
  }

  @Test
  void alteredAuditLogIsNotContinued() {
    try (TestState state = TestState.open(temp)) {
      state.database().record(DRAFT);
      state.database().record(DRAFT);
    }
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx = 1");
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("audit log")
        .hasMessageContaining("nightjar audit verify");
  }

  @Test
  void lostSigningKeyIsExplained() throws IOException {
    try (TestState state = TestState.open(temp)) {
      state.database().record(DRAFT);
    }
    Files.delete(temp.resolve("audit.key"));
    Files.delete(temp.resolve("audit.pub"));
    assertThatThrownBy(() -> TestState.open(temp))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("key that signed the audit log is gone")
        .hasMessageContaining("The log itself is not damaged")
        .message()
        .satisfies(
            said -> assertThat(said.indexOf("from a backup")).isLessThan(said.indexOf("anew")));
  }

  @Test
  void closedDatabaseRefusesInsteadOfHanging() {
    TestState state = TestState.open(temp);
    state.close();
    assertThatThrownBy(() -> state.database().record(DRAFT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void waitingInsideATransactionIsRefused() {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      assertThatThrownBy(() -> database.write(transaction -> database.record(DRAFT)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must not wait");
    }
  }
}
