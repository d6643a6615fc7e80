package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StoreException;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {

  @TempDir Path state;

  private VerifierKey first() throws IOException {
    return VerifierKey.parse(Files.readString(state.resolve("audit.pub")));
  }

  private List<InclusionProof> chain() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      return database.read(AuditProofs::keyChain);
    }
  }

  @Test
  void theFirstPublicKeyVerifiesAcrossRotations() throws IOException {
    AuditNight night = AuditNight.online(state);
    VerifierKey first = first();
    night.rotate();
    night.rotate();
    night.record("test.last");
    assertThat(first()).isEqualTo(first);
    AuditReport report = night.report();
    assertThat(report.problems()).isEmpty();
    assertThat(report.keys())
        .extracting(KeyChain.Link::fromCheckpoint)
        .containsExactly(1L, 6L, 14L, 15L);
    assertThat(report.keys()).extracting(link -> link.key().name()).containsOnly(first.name());
    assertThat(CheckpointSigner.open(state).verifierKey()).isEqualTo(report.keys().getLast().key());
    assertThat(CheckpointSigner.open(state).firstKey()).isEqualTo(first);
  }

  @Test
  void theChainCanBeCheckedWithoutTheLog() throws IOException {
    AuditNight night = AuditNight.sealed(state);
    night.rotate();
    night.record("test.last");
    KeyChain chain = KeyChain.of(first(), chain());
    assertThat(chain.links()).isEqualTo(night.report().keys());
    VerifierKey other = CheckpointSigner.open(state.resolve("audit-segments")).verifierKey();
    assertThatThrownBy(() -> KeyChain.of(other, chain()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaf 4: its checkpoint is not signed by");
  }

  @Test
  void thePrivateKeyIsReplacedAndTheOldOneGone() throws IOException {
    AuditNight night = AuditNight.online(state);
    String before = Files.readString(state.resolve("audit.key"));
    night.rotate();
    assertThat(Files.readString(state.resolve("audit.key"))).isNotEqualTo(before);
    assertThat(state.resolve("audit.key.next")).doesNotExist();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(state.resolve("audit.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aRotationThatWasCutShortAfterItWasRecordedIsFinished() throws IOException {
    AuditNight night = AuditNight.online(state);
    String old = Files.readString(state.resolve("audit.key"));
    night.rotate();
    // as if the process had died between the commit and the move
    Files.move(state.resolve("audit.key"), state.resolve("audit.key.next"));
    Files.writeString(state.resolve("audit.key"), old);
    night.record("test.after");
    assertThat(night.problems()).isEmpty();
    assertThat(state.resolve("audit.key.next")).doesNotExist();
  }

  @Test
  void aRotationThatWasCutShortBeforeItWasRecordedIsForgotten() throws IOException {
    AuditNight night = AuditNight.online(state);
    CheckpointSigner.open(state).next(state);
    night.record("test.after");
    assertThat(night.problems()).isEmpty();
    assertThat(state.resolve("audit.key.next")).doesNotExist();
  }

  @Test
  void anOlderKeyPutBackDoesNotSign() throws IOException {
    AuditNight night = AuditNight.online(state);
    String old = Files.readString(state.resolve("audit.key"));
    night.rotate();
    Files.writeString(state.resolve("audit.key"), old);
    assertThatThrownBy(() -> night.record("test.after"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the log names");
  }

  @Test
  void aKeyThatOthersCouldReadIsClosed() throws IOException {
    AuditNight.online(state);
    Path key = state.resolve("audit.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-r--"));
    CheckpointSigner.open(state);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyFileWhoseHalvesDoNotBelongTogetherIsRefused(@TempDir Path other) throws IOException {
    AuditNight.online(state);
    CheckpointSigner.open(other);
    String mine = Files.readString(state.resolve("audit.key"));
    String theirs = Files.readString(other.resolve("audit.key"));
    Files.writeString(
        state.resolve("audit.key"),
        mine.substring(0, mine.indexOf("-----BEGIN"))
            + theirs.substring(theirs.indexOf("-----BEGIN")));
    assertThatThrownBy(() -> CheckpointSigner.open(state))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no usable signing key");
  }

  @Test
  void theLogGoesOnAfterARestart() {
    AuditNight night = AuditNight.online(state);
    night.rotate();
    try (TestState open = TestState.open(state)) {
      assertThat(open.path()).exists();
    }
    night.record("test.after");
    assertThat(night.report().intact()).isTrue();
  }
}
