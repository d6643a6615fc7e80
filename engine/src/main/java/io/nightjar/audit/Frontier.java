package io.nightjar.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All that appending to a Merkle tree needs of it: the roots of its perfect subtrees, the largest
 * first, one for each bit that is set in {@code size}. Immutable, so a rolled back transaction
 * returns to the value it began with.
 */
public record Frontier(long size, List<Hash> subtrees) {

  public static final Frontier EMPTY = new Frontier(0, List.of());

  public Frontier {
    if (Long.bitCount(size) != subtrees.size()) {
      throw new IllegalArgumentException(
          size + " leaves do not make " + subtrees.size() + " perfect subtrees");
    }
    subtrees = List.copyOf(subtrees);
  }

  /** O(log n): merges the new leaf with every full subtree of the same height. */
  public Frontier append(Hash leaf) {
    List<Hash> merged = new ArrayList<>(subtrees);
    Hash right = leaf;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      right = Merkle.node(merged.removeLast(), right);
    }
    merged.add(right);
    return new Frontier(size + 1, merged);
  }

  public Hash root() {
    if (subtrees.isEmpty()) {
      return Merkle.root(List.of());
    }
    Hash root = subtrees.getLast();
    for (int i = subtrees.size() - 2; i >= 0; i--) {
      root = Merkle.node(subtrees.get(i), root);
    }
    return root;
  }

  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(subtrees.size() * Hash.LENGTH);
    subtrees.forEach(hash -> buffer.put(hash.bytes()));
    return buffer.array();
  }

  static Frontier decode(long size, byte[] encoded) {
    List<Hash> subtrees = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    while (buffer.remaining() >= Hash.LENGTH) {
      byte[] hash = new byte[Hash.LENGTH];
      buffer.get(hash);
      subtrees.add(Hash.of(hash));
    }
    return new Frontier(size, subtrees);
  }
}
