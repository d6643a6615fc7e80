package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Proof that one leaf is in the tree that a checkpoint names; whoever holds the checkpoint checks
 * it without the other leaves (RFC 6962 section 2.1.1).
 *
 * @param leaf the stored leaf, JSON
 */
public record InclusionProof(long index, String leaf, List<Hash> path, Checkpoint checkpoint) {

  public InclusionProof {
    path = List.copyOf(path);
  }

  /** Whether the path leads from the leaf to the checkpoint's root. */
  public boolean holds() {
    Hash hash = Merkle.leaf(leaf.getBytes(StandardCharsets.UTF_8));
    try {
      return checkpoint.root().equals(Merkle.rootOf(index, checkpoint.size(), hash, path));
    } catch (IllegalArgumentException wrongLength) {
      return false;
    }
  }
}
