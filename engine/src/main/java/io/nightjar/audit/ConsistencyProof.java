package io.nightjar.audit;

import java.util.List;

/**
 * Proof that the log of {@code from} leaves is the beginning of the one that a checkpoint names:
 * nothing of it was changed, dropped or put in between (RFC 6962 section 2.1.2).
 */
public record ConsistencyProof(long from, List<Hash> path, Checkpoint checkpoint) {

  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /**
   * @param root the root that the verifier kept of the log of {@code from} leaves
   */
  public boolean holds(Hash root) {
    return Merkle.consistent(from, root, checkpoint.size(), checkpoint.root(), path);
  }
}
