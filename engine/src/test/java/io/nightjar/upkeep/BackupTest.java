package io.nightjar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.respond.FilledStore;
import io.nightjar.store.Backup;
import io.nightjar.store.Compaction;
import io.nightjar.store.Database;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreAddress;
import io.nightjar.store.StoreException;
import io.nightjar.store.StoreSummary;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  private static final Instant AT = Instant.parse("2026-03-02T00:00:00Z");
  private static final AuditDraft DRAFT = AuditDraft.of(AT, "test", null, "nightjar");

  @TempDir Path temp;
  Path state;
  Path file;

  @BeforeEach
  void aNight() {
    state = temp.resolve("state");
    file = temp.resolve("backup.db");
    FilledStore.fill(state);
  }

  /** Where backups of this class are restored to. */
  StoreAddress target() {
    return new StoreAddress.Embedded();
  }

  static CheckReport check(Path file) {
    byte[] key = Backup.files(file).get("audit.pub");
    byte[] head = Backup.files(file).get("audit.checkpoint");
    try (ReadOnlyDatabase database = ReadOnlyDatabase.openFile(file)) {
      return StoreCheck.of(
          database,
          VerifierKey.parse(new String(key, StandardCharsets.UTF_8)),
          List.of(new String(head, StandardCharsets.UTF_8)),
          new SegmentFolder(Path.of("none")));
    }
  }

  private static void sound(Path file) {
    assertThat(check(file).findings())
        .allSatisfy(f -> assertThat(f.problems()).as(f.what()).isEmpty());
  }

  @Test
  void aRestoredBackupIsTheSameStoreAndGoesOn() throws IOException {
    Backup.Made made = Backup.make(state, file, true, AT);
    assertThat(made.withKey()).isTrue();
    assertThat(made.bytes()).isEqualTo(Files.size(file));
    sound(file);
    Path elsewhere = temp.resolve("elsewhere");
    StoreAddress address = target();
    try (StateDirectory directory = StateDirectory.open(elsewhere)) {
      Backup.Restored restored = Backup.restore(file, directory, address);
      assertThat(restored.withKey()).isTrue();
      assertThat(StoreSummary.of(elsewhere).tables())
          .containsExactlyInAnyOrderElementsOf(StoreSummary.of(state).tables());
      assertThat(restored.rows())
          .isEqualTo(
              StoreSummary.of(state).tables().stream().mapToLong(StoreSummary.Table::rows).sum());
      try (Database database = Database.open(directory, address)) {
        Journal journal = new Journal(database, () -> AT);
        assertThat(journal.append(Detections.of("d1", AT), Detections.of("d3", AT)))
            .singleElement()
            .satisfies(fresh -> assertThat(fresh.id()).isEqualTo("d3"));
        database.record(DRAFT);
      }
    }
    assertThat(TestState.verify(elsewhere).problems()).isEmpty();
    assertThat(TestState.verify(elsewhere).leaves())
        .isEqualTo(TestState.verify(state).leaves() + 2);
  }

  @Test
  void itIsMadeBesideARunningEngineAndSeesOneMoment() throws Exception {
    try (TestState running = TestState.open(state)) {
      Journal journal = new Journal(running.database(), () -> AT);
      AtomicBoolean stop = new AtomicBoolean();
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; !stop.get(); i++) {
                      journal.append(Detections.of("w" + i, AT));
                    }
                  });
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        long before = running.database().commits();
        Awaitility.await().until(() -> running.database().commits() > before + 5);
        Path made = temp.resolve("b" + i);
        Backup.make(state, made, false, AT);
        files.add(made);
      }
      stop.set(true);
      writer.join();
      files.forEach(BackupTest::sound);
    }
  }

  @Test
  void theSigningKeyIsInItOnlyWhenAskedFor() throws IOException {
    Backup.make(state, file, false, AT);
    assertThat(Backup.files(file)).containsOnlyKeys("audit.pub", "audit.checkpoint");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("PRIVATE KEY");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path elsewhere = temp.resolve("elsewhere");
    StoreAddress address = target();
    try (StateDirectory directory = StateDirectory.open(elsewhere)) {
      assertThat(Backup.restore(file, directory, address).withKey()).isFalse();
      assertThatThrownBy(() -> Database.open(directory, address))
          .hasMessageContaining("key that signed the audit log is gone");
      Files.copy(state.resolve("audit.key"), elsewhere.resolve("audit.key"));
      Database.open(directory, address).close();
    }
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Backup.make(state, file, true, AT);
    assertThatThrownBy(() -> Backup.make(state, file, true, AT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is there already");
    Path elsewhere = temp.resolve("elsewhere");
    StoreAddress address = target();
    try (StateDirectory directory = StateDirectory.open(elsewhere)) {
      Backup.restore(file, directory, address);
      for (String name : List.of("audit.key", "audit.pub", "audit.checkpoint")) {
        assertThatThrownBy(() -> Backup.restore(file, directory, address))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("already");
        Files.delete(elsewhere.resolve(name));
      }
      assertThatThrownBy(() -> Backup.restore(file, directory, address))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("already");
    }
  }

  @Test
  void anEngagedKillSwitchStaysEngaged() throws IOException {
    Files.writeString(state.resolve("killswitch"), "by anna: stop");
    Backup.make(state, file, false, AT);
    Path elsewhere = temp.resolve("elsewhere");
    try (StateDirectory directory = StateDirectory.open(elsewhere)) {
      Backup.restore(file, directory, target());
    }
    assertThat(elsewhere.resolve("killswitch")).hasContent("by anna: stop");
  }

  @Test
  void aTamperedBackupIsNotSound() throws Exception {
    Backup.make(state, file, false, AT);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP INDEX timers_by_response");
      assertThat(check(file).findings().getFirst().problems())
          .containsExactly("index timers_by_response is missing");
      statement.executeUpdate("CREATE INDEX timers_by_response ON timers (response_id)");
      sound(file);
      statement.executeUpdate("DELETE FROM timers WHERE kind = 'EXPIRE'");
    }
    assertThat(check(file).sound()).isFalse();
  }

  @Test
  void aFileWithStrangeTablesIsNotRestored() throws Exception {
    Backup.make(state, file, false, AT);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE \"x; DROP TABLE responses\"(a TEXT)");
    }
    try (StateDirectory directory = StateDirectory.open(temp.resolve("elsewhere"))) {
      assertThatThrownBy(() -> Backup.restore(file, directory, target()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("no Nightjar made a table");
    }
  }

  @Test
  void statusSaysHowMuchAndHowFarBack() {
    StoreStatus status = StoreStatus.of(state);
    assertThat(status.size().tables())
        .contains(
            new StoreSummary.Table("detections", FilledStore.DETECTIONS),
            new StoreSummary.Table("responses", FilledStore.RESPONSES));
    assertThat(status.size().bytes()).isPositive();
    assertThat(status.size().schemaVersion()).isEqualTo(status.size().knownVersion());
    assertThat(status.lastSweep()).isNull();
    assertThat(status.held()).isZero();
    assertThat(status.spans().getFirst().oldest()).isNotNull();
    assertThat(status.spans())
        .allSatisfy(span -> assertThat(span.newest()).isAfterOrEqualTo(span.oldest()));
  }

  @Test
  void compactingGivesRoomBackAndChangesNothing() {
    try (TestState running = TestState.open(state)) {
      Journal journal = new Journal(running.database(), () -> AT);
      for (int i = 0; i < 40; i++) {
        journal.append(
            IntStream.range(i * 100, i * 100 + 100)
                .mapToObj(n -> Detections.of("c" + n, AT))
                .toList());
      }
      running
          .database()
          .write(
              t -> {
                try (Statement delete = t.connection().createStatement()) {
                  return delete.executeUpdate("DELETE FROM detections");
                }
              });
      Compaction.Done beside = Compaction.run(state);
      assertThat(beside.after()).isLessThan(beside.before());
      journal.append(Detections.of("after", AT));
    }
    assertThat(Compaction.run(state).whole()).isTrue();
    assertThat(TestState.verify(state).problems()).isEmpty();
  }
}
