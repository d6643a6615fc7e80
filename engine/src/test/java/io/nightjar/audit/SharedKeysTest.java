package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.store.AuditKeeping;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedKeysTest {

  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00Z");

  @TempDir Path temp;
  private Path keys;
  private Path state;

  @BeforeEach
  void folders() throws IOException {
    keys = Files.createDirectory(temp.resolve("keys"));
    state = Files.createDirectory(temp.resolve("state"));
  }

  private AuditKeeping keeping(TestState store) {
    return new AuditKeeping(store.database(), SegmentFolder.in(state), () -> THREE);
  }

  @Test
  void everyEngineSignsWithTheSharedKey() throws IOException {
    VerifierKey shared = CheckpointSigner.open(keys).verifierKey();
    Files.setPosixFilePermissions(
        keys.resolve(SharedKeys.AUDIT), PosixFilePermissions.fromString("r--r-----"));
    VerifierKey own = CheckpointSigner.open(state).verifierKey();
    assertThat(own).isNotEqualTo(shared);

    SharedKeys.bring(keys, state);

    assertThat(CheckpointSigner.open(state).verifierKey()).isEqualTo(shared);
    assertThat(Files.readString(state.resolve("audit.pub"))).contains(shared.text());
    assertThat(Files.getPosixFilePermissions(state.resolve(SharedKeys.AUDIT)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aFolderWithoutTheAuditKeyIsRefusedAndSaysWhatToDo() {
    assertThatThrownBy(() -> SharedKeys.bring(keys, state))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nightjar store keys");
  }

  @Test
  void theKeyIsRotatedToTheOneThatAllEnginesWereGiven() throws IOException {
    CheckpointSigner now = CheckpointSigner.open(keys);
    SharedKeys.bring(keys, state);
    try (TestState store = TestState.open(state)) {
      assertThatThrownBy(() -> keeping(store).rotateKey("kim"))
          .hasStackTraceContaining("nightjar store keys --next");
      CheckpointSigner given = now.made(keys);

      VerifierKey next = keeping(store).rotateKey("kim");

      assertThat(next).isEqualTo(given.verifierKey());
    }
    // another engine, whose folder still says audit.key and audit.key.next, goes on with the log
    SharedKeys.bring(keys, state);
    try (TestState store = TestState.open(state)) {
      store.database().record(AuditDraft.of(THREE, "test", null, "kim"));
    }
  }
}
