package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditVerifier;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.detect.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a store on a server has to hold: connections that go, and engines that come. */
class PostgresStoreIT {

  private static final AuditDraft DRAFT = AuditDraft.of(Instant.EPOCH, "test", null, "nightjar");

  @TempDir Path temp;
  private PostgresServer server;
  private StoreAddress.Server address;

  @BeforeEach
  void anEmptyDatabase() {
    server = PostgresServer.orSkip();
    address = server.newDatabase();
  }

  @AfterEach
  void drop() {
    if (address != null) {
      server.drop(address);
    }
  }

  private Database open(StateDirectory directory) {
    return Database.open(directory, address);
  }

  private static long leaves(Reads reads) {
    return reads.read(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT count(*) FROM audit_leaves")) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private void intact() throws IOException {
    try (StateDirectory directory = StateDirectory.open(temp)) {
      address.write(directory);
    }
    VerifierKey key = VerifierKey.parse(Files.readString(temp.resolve("audit.pub")));
    String head = Files.readString(temp.resolve("audit.checkpoint"));
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(temp)) {
      AuditReport report =
          database.read(c -> AuditVerifier.verify(c, key, List.of(head), SegmentFolder.in(temp)));
      assertThat(report.problems()).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void commitsAreDurableHoweverTheServerIsSet() {
    server.run("ALTER DATABASE " + databaseName() + " SET synchronous_commit = off");
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      assertThat(database.<String>write(t -> show(t.connection(), "synchronous_commit")))
          .isEqualTo("on");
      assertThat(database.<String>read(c -> show(c, "transaction_read_only"))).isEqualTo("on");
      assertThat(database.<String>read(c -> show(c, "transaction_isolation")))
          .isEqualTo("repeatable read");
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  private String databaseName() {
    return address.url().substring(address.url().lastIndexOf('/') + 1);
  }

  @Test
  void secondEngineIsRefusedAndToldWhoIsThere(@TempDir Path other) {
    try (StateDirectory directory = StateDirectory.open(temp);
        StateDirectory elsewhere = StateDirectory.open(other);
        Database first = open(directory)) {
      first.record(DRAFT);
      assertThatThrownBy(() -> open(elsewhere))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another Nightjar (server process ")
          .hasMessageContaining("connected from 127.0.0.1")
          .hasMessageContaining("stop that one");
      first.record(DRAFT);
    }
    try (StateDirectory directory = StateDirectory.open(temp);
        Database again = open(directory)) {
      assertThat(again.record(DRAFT)).isEqualTo(2);
    }
  }

  @Test
  void anotherStateDirectoryCannotContinueTheLog(@TempDir Path other) {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database first = open(directory)) {
      first.record(DRAFT);
    }
    try (StateDirectory elsewhere = StateDirectory.open(other)) {
      assertThatThrownBy(() -> open(elsewhere))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("key that signed the audit log is gone");
    }
  }

  @Test
  void anEmptyDatabaseDoesNotReplaceTheOneThatHasTheLog() {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database first = open(directory)) {
      first.record(DRAFT);
    }
    try (StateDirectory directory = StateDirectory.open(temp)) {
      assertThatThrownBy(() -> Database.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("nightjar.db is empty")
          .hasMessageContaining("nightjar store restore");
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesTheLossOfTheConnection() throws IOException {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      Journal journal = new Journal(database, () -> Detections.TIME);
      List<Detection> acknowledged = new ArrayList<>(journal.append(Detections.of("before")));
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch killed = new CountDownLatch(1);
      CompletableFuture<Long> hit =
          database.writeAsync(
              transaction -> {
                long leaf = transaction.record(DRAFT);
                inside.countDown();
                await(killed);
                return leaf;
              });
      await(inside);
      CompletableFuture<List<Detection>> behind =
          journal.appendAsync(List.of(Detections.of("behind")));
      assertThat(server.killWriter(address)).isEqualTo(1);
      killed.countDown();
      assertThatThrownBy(hit::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be reached");
      acknowledged.addAll(behind.join());
      acknowledged.addAll(journal.append(Detections.of("after")));
      assertThat(journal.since(Detections.TIME)).containsExactlyElementsOf(acknowledged).hasSize(3);
      assertThat(leaves(database)).isEqualTo(3);
      assertThat(database.over()).isNotDone();
    }
    intact();
  }

  @Test
  void aConnectionThatBrokeWhileNobodyUsedItCostsNothing() throws IOException {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      database.record(DRAFT);
      for (int i = 1; i < 4; i++) {
        assertThat(server.killWriter(address)).isEqualTo(1);
        Awaitility.await().until(() -> server.killWriter(address) == 0);
        assertThat(database.record(DRAFT)).isEqualTo(i);
      }
    }
    intact();
  }

  @Test
  void killsAtAnyMomentLoseNothingThatWasAcknowledged() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    int kills = 0;
    int refused = 0;
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      Journal journal = new Journal(database, () -> Detections.TIME);
      for (int round = 0; round < 25; round++) {
        List<CompletableFuture<List<Detection>>> under = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          under.add(journal.appendAsync(List.of(Detections.of(round + "-" + i))));
          if (i == round) {
            kills += server.killWriter(address);
          }
        }
        for (CompletableFuture<List<Detection>> append : under) {
          try {
            append.join().forEach(detection -> acknowledged.add(detection.id()));
          } catch (CompletionException e) {
            refused++;
          }
        }
      }
      assertThat(database.over()).isNotDone();
      assertThat(journal.since(Detections.TIME))
          .extracting(Detection::id)
          .containsExactlyInAnyOrderElementsOf(acknowledged);
    }
    System.out.printf(
        "%d connections killed, %d appends acknowledged, %d refused%n",
        kills, acknowledged.size(), refused);
    assertThat(kills).isGreaterThan(10);
    assertThat(acknowledged.size() + refused).isEqualTo(1000);
    intact();
  }

  @Test
  void aCommitWhoseAnswerIsLostCountsAsDoneWhenItWas() throws Exception {
    try (LossyLine line = LossyLine.to(port());
        StateDirectory directory = StateDirectory.open(temp);
        Database database = Database.open(directory, through(line))) {
      database.record(DRAFT);
      line.breakAt(LossyLine.Break.AFTER_COMMIT);
      assertThat(database.record(DRAFT)).isEqualTo(1);
      assertThat(database.record(DRAFT)).isEqualTo(2);
      assertThat(leaves(database)).isEqualTo(3);
    }
    intact();
  }

  @Test
  void aCommitThatDidNotReachTheServerCountsAsNotDone() throws Exception {
    try (LossyLine line = LossyLine.to(port());
        StateDirectory directory = StateDirectory.open(temp);
        Database database = Database.open(directory, through(line))) {
      database.record(DRAFT);
      line.breakAt(LossyLine.Break.BEFORE_COMMIT);
      assertThatThrownBy(() -> database.record(DRAFT)).isInstanceOf(StoreException.class);
      assertThat(database.record(DRAFT)).isEqualTo(1);
      assertThat(leaves(database)).isEqualTo(2);
    }
    intact();
  }

  @Test
  void writesFailTruthfullyWhileTheServerIsAwayAndGoOnAfterwards() throws Exception {
    try (LossyLine line = LossyLine.to(port());
        StateDirectory directory = StateDirectory.open(temp);
        Database database = Database.open(directory, through(line))) {
      database.record(DRAFT);
      line.cut();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> database.record(DRAFT))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("cannot be reached");
      }
      line.mend();
      assertThat(database.record(DRAFT)).isEqualTo(1);
    }
    intact();
  }

  @Test
  void whoWasReplacedWhileItsLineWasCutWritesNoMore() throws Exception {
    try (LossyLine line = LossyLine.to(port());
        StateDirectory directory = StateDirectory.open(temp);
        Database cutOff = Database.open(directory, through(line))) {
      cutOff.record(DRAFT);
      line.cut();
      assertThatThrownBy(() -> cutOff.record(DRAFT)).hasMessageContaining("cannot be reached");
      Awaitility.await().until(() -> server.killWriter(address) == 0);
      Path copy = temp.resolveSibling(temp.getFileName() + "-copy");
      copyKeys(copy);
      try (StateDirectory elsewhere = StateDirectory.open(copy)) {
        try (Database successor = open(elsewhere)) {
          assertThat(successor.record(DRAFT)).isEqualTo(1);
          line.mend();
          assertThatThrownBy(() -> cutOff.record(DRAFT))
              .isInstanceOf(StoreException.class)
              .hasMessageContaining("another Nightjar has taken over");
          assertThat(successor.record(DRAFT)).isEqualTo(2);
        }
        assertThatThrownBy(() -> cutOff.record(DRAFT))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("taken over");
      }
      assertThat(cutOff.over()).succeedsWithin(Duration.ofSeconds(5)).asString().contains("taken");
      assertThat(leaves(cutOff)).isEqualTo(3);
    }
  }

  private void copyKeys(Path copy) throws IOException {
    Files.createDirectories(copy);
    for (String file : List.of("audit.key", "audit.pub", "audit.checkpoint")) {
      Files.copy(temp.resolve(file), copy.resolve(file));
    }
  }

  @Test
  void aDatabaseThatWentBackInTimeIsNotWrittenTo() {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      for (int i = 0; i < 3; i++) {
        database.record(DRAFT);
      }
      tamper("UPDATE store_hold SET commits = 2"); // as after a fail-over to a standby behind
      server.killWriter(address);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> database.record(DRAFT))
                      .hasMessageContaining("2 commits instead of 3")
                      .hasMessageContaining("start it again"));
      assertThat(database.over()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  private void tamper(String sql) {
    try (Connection connection =
            java.sql.DriverManager.getConnection(address.url(), address.user(), null);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Test
  void theOrderOfTextsIsThatOfTheirBytesInAnyLanguage() {
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = open(directory)) {
      assertThat(
              database.<String>read(
                  c -> {
                    try (Statement statement = c.createStatement();
                        ResultSet row =
                            statement.executeQuery(
                                "SELECT string_agg(DISTINCT collation_name, ',') FROM"
                                    + " information_schema.columns WHERE data_type = 'text' AND"
                                    + " table_schema = 'public' AND table_name <> 'store_hold'")) {
                      row.next();
                      return row.getString(1);
                    }
                  }))
          .isEqualTo("C");
    }
  }

  @Test
  void anUnreachableServerAndAMissingDatabaseAreExplained() {
    try (StateDirectory directory = StateDirectory.open(temp)) {
      assertThatThrownBy(
              () ->
                  Database.open(
                      directory,
                      new StoreAddress.Server("jdbc:postgresql://127.0.0.1:1/x", "u", null)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("postgresql://127.0.0.1:1/x cannot be reached");
      StoreAddress.Server missing =
          new StoreAddress.Server(
              address.url().replace(databaseName(), "nobody_made_it"), address.user(), null);
      assertThatThrownBy(() -> Database.open(directory, missing))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is not there; make an empty database");
    }
  }

  @Test
  void thePasswordComesFromItsFileAndIsNeverWrittenDown() throws IOException {
    Path file = temp.resolveSibling("secret-" + temp.getFileName());
    Files.writeString(file, "s3cr3t\n");
    StoreAddress.Server with =
        new StoreAddress.Server(address.url(), address.user(), file.toAbsolutePath());
    assertThat(with.password()).isEqualTo("s3cr3t");
    assertThat(with.toString()).doesNotContain("s3cr3t");
    try (StateDirectory directory = StateDirectory.open(temp);
        Database database = Database.open(directory, with)) {
      database.record(DRAFT);
      assertThat(Files.readString(temp.resolve(StoreAddress.FILE)))
          .contains(file.toString())
          .doesNotContain("s3cr3t");
      assertThat(StoreAddress.read(temp)).isEqualTo(with);
    } finally {
      Files.delete(file);
    }
  }

  private int port() {
    String rest = address.url().substring(address.url().lastIndexOf(':') + 1);
    return Integer.parseInt(rest.substring(0, rest.indexOf('/')));
  }

  private StoreAddress.Server through(LossyLine line) {
    return new StoreAddress.Server(
        address.url().replace(":" + port() + "/", ":" + line.port() + "/"), address.user(), null);
  }
}
