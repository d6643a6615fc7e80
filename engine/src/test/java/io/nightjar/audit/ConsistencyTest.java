package io.nightjar.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.store.ReadOnlyDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs between checkpoints, of leaves that were sealed and of others. */
class ConsistencyTest {

  @TempDir Path state;

  private <T> T read(io.nightjar.store.Reads.Query<T> query) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      return database.read(query);
    }
  }

  private ConsistencyProof proof(long from, long to) {
    return read(c -> AuditProofs.consistency(c, SegmentFolder.in(state), from, to));
  }

  @Test
  void everySizeLeadsToEveryCheckpointThoughLeavesWereSealed() {
    AuditNight.sealed(state);
    LeafHashes hashes = read(c -> LeafHashes.read(c, 25));
    for (int to = 1; to <= 25; to++) {
      for (int from = 0; from <= to; from++) {
        ConsistencyProof proof = proof(from, to);
        assertThat(proof.checkpoint().size()).isEqualTo(to);
        assertThat(proof.holds(Merkle.root(hashes.subList(0, from)))).isTrue();
        assertThat(ProofText.consistency(ProofText.of(proof))).isEqualTo(proof);
      }
    }
  }

  @Test
  void consistencyNeedsNoSegmentFile() throws Exception {
    AuditNight night = AuditNight.sealed(state);
    for (Path file : night.files()) {
      java.nio.file.Files.delete(file);
    }
    LeafHashes hashes = read(c -> LeafHashes.read(c, 3));
    assertThat(proof(3, -1).holds(Merkle.root(hashes))).isTrue();
    assertThat(proof(3, 10).holds(Merkle.root(hashes))).isTrue();
    assertThatThrownBy(() -> proof(3, 7))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("no checkpoint has 7 leaves; the nearest have 5 and 21");
  }

  @Test
  void aSealedLeafIsProvenFromItsSegmentOrTheSegmentIsNamed() throws Exception {
    AuditNight night = AuditNight.sealed(state);
    for (long index = 0; index < 25; index++) {
      long wanted = index;
      InclusionProof proof = read(c -> AuditProofs.inclusion(c, SegmentFolder.in(state), wanted));
      assertThat(proof.holds()).isTrue();
      assertThat(proof.leaf()).contains("\"index\":" + index + ",");
      assertThat(ProofText.inclusion(ProofText.of(proof))).isEqualTo(proof);
    }
    java.nio.file.Files.delete(night.files().getFirst());
    assertThatThrownBy(() -> read(c -> AuditProofs.inclusion(c, SegmentFolder.in(state), 3)))
        .isInstanceOf(AuditProofs.SegmentAbsent.class)
        .hasMessageContaining("leaf 3 is in the segment " + "audit-000000000000-000000000009");
  }

  @Test
  void aTextThatIsNoProofIsRefused() {
    assertThatThrownBy(() -> ProofText.consistency("old x\n\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProofText.inclusion("c2sp.org/tlog-proof@v1\nindex 3\n\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
