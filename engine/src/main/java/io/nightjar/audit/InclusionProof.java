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

  /** What stands for the leaf in the tree. */
  public Hash leafHash() {
    return Merkle.leaf(leaf.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the path leads from the leaf to the checkpoint's root. */
  public boolean holds() {
    try {
      return checkpoint.root().equals(Merkle.rootOf(index, checkpoint.size(), leafHash(), path));
    } catch (IllegalArgumentException wrongLength) {
      return false;
    }
  }
}
