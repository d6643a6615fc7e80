package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.store.Database;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {

  private static final Instant TIME = Instant.parse("2026-03-01T03:12:09Z");
  private static final int LEAVES = 12;

  @TempDir Path temp;

  @BeforeEach
  void aLogOfTwelveLeavesInEightCheckpoints() {
    try (TestState state = TestState.open(temp)) {
      Database database = state.database();
      for (int i = 0; i < 7; i++) {
        database.record(draft(i));
      }
      database.write(
          transaction -> {
            for (int i = 7; i < LEAVES; i++) {
              transaction.record(draft(i));
            }
            return true;
          });
    }
  }

  private static AuditDraft draft(int i) {
    return AuditDraft.of(TIME.plusSeconds(i), "test." + i, i % 2 == 0 ? "r" + i : null, "nightjar")
        .with("text", "grüße \"quoted\" \u0001");
  }

  private List<String> problems() {
    return TestState.verify(temp).problems().stream().map(AuditReport.Problem::describe).toList();
  }

  private Connection intruder() throws SQLException {
    return TestState.intruder(temp);
  }

  private static byte[] leaf(Connection connection, int index) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT leaf FROM audit_leaves WHERE idx = ?")) {
      select.setInt(1, index);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBytes(1);
      }
    }
  }

  private static void setLeaf(Connection connection, int index, byte[] leaf) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE audit_leaves SET leaf = ? WHERE idx = ?")) {
      update.setBytes(1, leaf);
      update.setInt(2, index);
      update.executeUpdate();
    }
  }

  @Test
  void untouchedLogIsIntact() {
    AuditReport report = TestState.verify(temp);
    assertThat(report.problems()).isEmpty();
    assertThat(report.intact()).isTrue();
    assertThat(report.leaves()).isEqualTo(LEAVES);
    assertThat(report.checkpoints()).isEqualTo(8);
    assertThat(report.last()).extracting("size").isEqualTo(12L);
  }

  @Test
  void oneChangedByteOfAnyLeafIsFoundAndTheLeafNamed() throws SQLException {
    try (Connection connection = intruder()) {
      for (int index = 0; index < LEAVES; index++) {
        byte[] original = leaf(connection, index);
        for (int at = 0; at < original.length; at += 23) {
          byte[] changed = original.clone();
          changed[at] ^= 1;
          setLeaf(connection, index, changed);
          assertThat(problems())
              .as("byte %s of leaf %s", at, index)
              .containsExactly(
                  "leaf "
                      + index
                      + " (test."
                      + index
                      + ", "
                      + TIME.plusSeconds(index)
                      + "): its bytes are not those that were hashed");
        }
        setLeaf(connection, index, original);
      }
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void leafChangedTogetherWithItsHashDoesNotFitItsCheckpoint() throws SQLException {
    try (Connection connection = intruder()) {
      for (int index = 0; index < LEAVES; index++) {
        byte[] original = leaf(connection, index);
        byte[] forged =
            new String(original, java.nio.charset.StandardCharsets.UTF_8)
                .replace("quoted", "forged")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        replace(connection, index, forged);
        String named = index < 7 ? "leaf " + index : "one of the leaves 7 to 11";
        assertThat(problems())
            .containsExactly(
                "checkpoint "
                    + Math.min(index + 1, 8)
                    + " does not fit: "
                    + named
                    + " is not the one that was signed");
        replace(connection, index, original);
      }
    }
  }

  private static void replace(Connection connection, int index, byte[] leaf) throws SQLException {
    setLeaf(connection, index, leaf);
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE audit_leaves SET hash = ? WHERE idx = ?")) {
      update.setBytes(1, Merkle.leaf(leaf).bytes());
      update.setInt(2, index);
      update.executeUpdate();
    }
  }

  @Test
  void changedColumnsBesideALeafAreFound() {
    TestState.tamper(temp, "UPDATE audit_leaves SET response_id = 'other' WHERE idx = 4");
    TestState.tamper(temp, "UPDATE audit_leaves SET kind = 'other' WHERE idx = 5");
    assertThat(problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).contains("columns beside it"));
  }

  @Test
  void deletedLeafIsFound() {
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx = 4");
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("leaves 4 to 4 are missing"));
  }

  @Test
  void deletedAndRenumberedLeavesAreFound() {
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx = 4");
    for (int i = 5; i < LEAVES; i++) {
      TestState.tamper(temp, "UPDATE audit_leaves SET idx = " + (i - 1) + " WHERE idx = " + i);
    }
    assertThat(problems().getFirst()).startsWith("leaf 4 ").endsWith("written as leaf 5");
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("checkpoint 5 does not fit"));
  }

  @Test
  void reorderedLeavesAreFound() {
    TestState.tamper(temp, "UPDATE audit_leaves SET idx = -1 WHERE idx = 9");
    TestState.tamper(temp, "UPDATE audit_leaves SET idx = 9 WHERE idx = 10");
    TestState.tamper(temp, "UPDATE audit_leaves SET idx = 10 WHERE idx = -1");
    assertThat(problems()).anySatisfy(p -> assertThat(p).startsWith("leaf 9 ").contains("leaf 10"));
    assertThat(problems()).anySatisfy(p -> assertThat(p).startsWith("leaf 10 ").contains("leaf 9"));
  }

  @Test
  void truncatedLeavesAreFound() {
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx >= 9");
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("leaves from 9 on are missing"));
  }

  @Test
  void droppedCheckpointsAreFound() {
    TestState.tamper(temp, "DELETE FROM audit_checkpoints WHERE number IN (3, 4)");
    assertThat(problems()).containsExactly("checkpoints 3 to 4 are missing");
  }

  @Test
  void droppedFirstCheckpointIsFound() {
    TestState.tamper(temp, "DELETE FROM audit_checkpoints WHERE number = 1");
    assertThat(problems()).containsExactly("checkpoints 1 to 1 are missing");
  }

  @Test
  void droppedLastCheckpointIsFound() throws IOException {
    Files.writeString(temp.resolve(AuditLog.HEAD_FILE), note(7));
    TestState.tamper(temp, "DELETE FROM audit_checkpoints WHERE number = 8");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("no checkpoint covers the leaves from 7 on");
  }

  @Test
  void logCutBackTogetherWithItsCheckpointsIsFoundByTheKeptOne() {
    TestState.tamper(temp, "DELETE FROM audit_checkpoints WHERE number = 8");
    TestState.tamper(temp, "DELETE FROM audit_leaves WHERE idx >= 7");
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("the log was cut back: checkpoint 8 (12 leaves)");
  }

  @Test
  void renumberedCheckpointIsFound() {
    TestState.tamper(temp, "DELETE FROM audit_checkpoints WHERE number = 3");
    TestState.tamper(temp, "UPDATE audit_checkpoints SET number = 3 WHERE number = 4");
    assertThat(problems()).isNotEmpty();
  }

  @Test
  void foreignSignatureIsFound(@TempDir Path other) throws IOException, SQLException {
    CheckpointSigner forger = CheckpointSigner.open(other);
    Frontier tree = Frontier.EMPTY;
    try (Connection connection = intruder()) {
      tree = tree.append(Merkle.leaf(leaf(connection, 0)));
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE audit_checkpoints SET note = ? WHERE number = 1")) {
        update.setString(1, forger.sign(tree, 1).note());
        update.executeUpdate();
      }
    }
    assertThat(problems()).anySatisfy(p -> assertThat(p).contains("checkpoint 1 is not signed by"));
  }

  private String note(int number) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(temp)) {
      return database.read(
          connection -> {
            try (PreparedStatement select =
                connection.prepareStatement(
                    "SELECT note FROM audit_checkpoints WHERE number = ?")) {
              select.setInt(1, number);
              try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
              }
            }
          });
    }
  }

  @Test
  void everyLeafCanBeProvenAlone() throws IOException {
    VerifierKey key = VerifierKey.parse(Files.readString(temp.resolve("audit.pub")));
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(temp)) {
      for (long index = 0; index < LEAVES; index++) {
        long wanted = index;
        InclusionProof proof =
            database.read(c -> AuditProofs.inclusion(c, SegmentFolder.in(temp), wanted));
        assertThat(proof.holds()).isTrue();
        assertThat(key.verifies(proof.checkpoint().note())).isTrue();
        assertThat(proof.leaf()).contains("\"index\":" + index);
        InclusionProof forged =
            new InclusionProof(
                index, proof.leaf().replace("test", "best"), proof.path(), proof.checkpoint());
        assertThat(forged.holds()).isFalse();
      }
    }
  }

  @Test
  void aDetectionThatLostItsLeafIsFound() {
    try (TestState state = TestState.open(temp)) {
      new Journal(state.database(), () -> TIME).append(Detections.of("d1"));
    }
    assertThat(problems()).isEmpty();
    TestState.tamper(temp, "UPDATE detections SET leaf = 3");
    assertThat(problems()).singleElement().asString().contains("detection d1", "leaf 3");
  }
}
