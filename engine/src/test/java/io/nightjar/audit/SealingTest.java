package io.nightjar.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {

  @TempDir Path state;

  private List<Long> leavesInTheDatabase() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      return database.read(
          connection -> {
            List<Long> found = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT idx FROM audit_leaves ORDER BY idx");
                ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                found.add(rows.getLong(1));
              }
            }
            return found;
          });
    }
  }

  @Test
  void sealedLeavesAreInFilesAndTheLogStaysIntact() throws IOException {
    AuditNight night = AuditNight.sealed(state);
    assertThat(night.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "audit-000000000000-000000000009.jsonl.gz", "audit-000000000010-000000000019.jsonl.gz");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(night.files().getFirst())))
        .isEqualTo("rw-------");
    // the leaf that changed the key stays, so that the keys can be followed without the file
    assertThat(leavesInTheDatabase()).containsExactly(4L, 20L, 21L, 22L, 23L, 24L);
    AuditReport report = night.report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.notRead()).isEmpty();
    assertThat(report.leaves()).isEqualTo(25);
    assertThat(report.segments()).isEqualTo(2);
    assertThat(report.keys()).hasSize(2);
  }

  @Test
  void everySegmentGoneIsToldExactlyAndTheTreeStillJoins() throws IOException {
    AuditNight night = AuditNight.sealed(state);
    for (Path file : night.files()) {
      Files.delete(file);
    }
    AuditReport report = night.report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.notRead())
        .hasSize(3)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("leaves 0 to 9 were not hashed again: audit-000000000000-"))
        .anySatisfy(line -> assertThat(line).startsWith("leaves 10 to 19 were not hashed again"))
        .anySatisfy(line -> assertThat(line).startsWith("1 detections and responses were not"));
    assertThat(report.keys()).hasSize(2);
  }

  @Test
  void theLogIsAppendedToAfterEverythingWasSealed() {
    AuditNight night = AuditNight.sealed(state);
    night.seal();
    night.record("test.after");
    night.rotate();
    night.record("test.after");
    night.seal();
    AuditReport report = night.report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.segments()).isEqualTo(4);
    assertThat(report.keys()).hasSize(3);
  }

  @Test
  void nothingNewMakesNoSegmentButTheLeafThatSaysSo() {
    AuditNight night = AuditNight.sealed(state);
    night.seal();
    int segments = night.report().segments();
    try (TestState open = TestState.open(state)) {
      assertThat(
              new io.nightjar.store.AuditKeeping(
                      open.database(), SegmentFolder.in(state), () -> AuditNight.FIRST)
                  .seal(Instant.MAX, "nightjar"))
          .isEmpty();
    }
    assertThat(night.report().segments()).isEqualTo(segments);
  }

  /** The process died after the file was made: nothing knows of it yet. */
  @Test
  void diedAfterTheFileWasWritten() {
    AuditNight night = AuditNight.online(state);
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      Segment made =
          database.read(
              c ->
                  requireNonNull(
                      Sealing.write(
                          c, SegmentFolder.in(state), AuditNight.FIRST.plus(Duration.ofDays(6)))));
      assertThat(made).extracting(Segment::end).isEqualTo(5L);
    }
    assertThat(night.report().segments()).isZero();
    assertThat(night.problems()).isEmpty();
    night.seal();
    assertThat(night.problems()).isEmpty();
    assertThat(night.report().segments()).isEqualTo(1);
  }

  /** The process died after the segment counts, with its leaves still in the database. */
  @Test
  void diedBeforeTheLeavesWereDeleted() {
    AuditNight night = AuditNight.online(state);
    Instant before = AuditNight.FIRST.plus(Duration.ofDays(9));
    try (TestState open = TestState.open(state)) {
      Segment made =
          open.database()
              .read(c -> requireNonNull(Sealing.write(c, SegmentFolder.in(state), before)));
      open.database()
          .write(t -> t.record(Sealing.record(t.connection(), made, before, "nightjar")));
      open.database().write(t -> Sealing.clear(t.connection(), 3));
    }
    assertThat(leavesInTheDatabase()).startsWith(3L, 4L, 5L);
    assertThat(night.problems()).isEmpty();
    night.seal();
    assertThat(leavesInTheDatabase()).containsExactly(4L, 13L);
    assertThat(night.problems()).isEmpty();
  }

  @Test
  void leavesThatAreNotThoseThatWereSignedAreNotSealed() {
    AuditNight night = AuditNight.online(state);
    TestState.tamper(state, "UPDATE audit_leaves SET leaf = hash WHERE idx = 2");
    assertThatThrownBy(night::seal)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("leaf 2 is not the one that was signed");
    assertThat(leavesInTheDatabase()).hasSize(12);
    assertThat(night.segments()).isEmptyDirectory();
  }

  @Test
  void aLogThatLacksALeafIsNotSealed() {
    AuditNight night = AuditNight.online(state);
    TestState.tamper(state, "DELETE FROM audit_leaves WHERE idx = 2");
    assertThatThrownBy(night::seal)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the hash of leaf 2 is missing");
    assertThat(leavesInTheDatabase()).hasSize(11);
  }
}
