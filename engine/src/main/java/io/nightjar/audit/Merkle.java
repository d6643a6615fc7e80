package io.nightjar.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * The hashes of RFC 6962 section 2.1: leaves are hashed with the prefix 0x00 and nodes with 0x01,
 * so that no leaf can be passed off as a node.
 */
public final class Merkle {

  private Merkle() {}

  public static Hash leaf(byte[] leaf) {
    return Hash.prefixed((byte) 0, leaf);
  }

  public static Hash node(Hash left, Hash right) {
    return Hash.node(left, right);
  }

  /** The root over {@code leaves} (leaf hashes), MTH of RFC 6962. */
  public static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.sha256();
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = split(leaves.size());
    return node(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  /**
   * The audit path of leaf {@code index}, from the leaf up, PATH of RFC 6962 section 2.1.1.
   *
   * @throws IndexOutOfBoundsException when there is no such leaf
   */
  public static List<Hash> inclusionPath(int index, List<Hash> leaves) {
    if (index < 0 || index >= leaves.size()) {
      throw new IndexOutOfBoundsException("leaf " + index + " of " + leaves.size());
    }
    List<Hash> path = new ArrayList<>();
    int from = 0;
    int to = leaves.size();
    while (to - from > 1) {
      int middle = from + split(to - from);
      if (index < middle) {
        path.addFirst(root(leaves.subList(middle, to)));
        to = middle;
      } else {
        path.addFirst(root(leaves.subList(from, middle)));
        from = middle;
      }
    }
    return path;
  }

  /** The root that {@code path} leads to from the leaf; algorithm of RFC 9162 section 2.1.3.2. */
  public static Hash rootOf(long index, long treeSize, Hash leaf, List<Hash> path) {
    long node = index;
    long last = treeSize - 1;
    Hash hash = leaf;
    for (Hash sibling : path) {
      if (last == 0) {
        throw new IllegalArgumentException("the path is longer than the tree is high");
      }
      if ((node & 1) == 1 || node == last) {
        hash = node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    if (last != 0) {
      throw new IllegalArgumentException("the path is shorter than the tree is high");
    }
    return hash;
  }

  /** The largest power of two smaller than {@code size}. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
