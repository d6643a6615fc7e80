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

  /**
   * The consistency proof from the tree of the first {@code from} leaves to that of all of them,
   * PROOF of RFC 6962 section 2.1.2; empty when {@code from} is 0 or all.
   *
   * @throws IndexOutOfBoundsException when there are not so many leaves
   */
  public static List<Hash> consistencyPath(int from, List<Hash> leaves) {
    if (from < 0 || from > leaves.size()) {
      throw new IndexOutOfBoundsException(from + " of " + leaves.size() + " leaves");
    }
    List<Hash> path = new ArrayList<>();
    if (from == 0 || from == leaves.size()) {
      return path;
    }
    int wanted = from;
    int begin = 0;
    int end = leaves.size();
    boolean whole = true; // the old tree is the subtree that begins here, so its root is known
    while (wanted != end - begin) {
      int middle = begin + split(end - begin);
      if (wanted <= middle - begin) {
        path.addFirst(root(leaves.subList(middle, end)));
        end = middle;
      } else {
        path.addFirst(root(leaves.subList(begin, middle)));
        wanted -= middle - begin;
        begin = middle;
        whole = false;
      }
    }
    if (!whole) {
      path.addFirst(root(leaves.subList(begin, end)));
    }
    return path;
  }

  /**
   * Whether {@code path} proves that the tree of {@code to} leaves begins with that of {@code
   * from}; algorithm of RFC 9162 section 2.1.4.2.
   */
  public static boolean consistent(
      long from, Hash fromRoot, long to, Hash toRoot, List<Hash> path) {
    if (from < 0 || from > to) {
      return false;
    }
    if (from == to) {
      return path.isEmpty() && fromRoot.equals(toRoot);
    }
    if (from == 0) {
      return path.isEmpty() && fromRoot.equals(root(List.of()));
    }
    List<Hash> full = new ArrayList<>(path);
    if (Long.bitCount(from) == 1) {
      full.addFirst(fromRoot);
    }
    return !full.isEmpty() && climbs(from, fromRoot, to, toRoot, full);
  }

  private static boolean climbs(long from, Hash fromRoot, long to, Hash toRoot, List<Hash> path) {
    int shift = Long.numberOfTrailingZeros(from);
    long node = (from - 1) >> shift;
    long last = (to - 1) >> shift;
    Hash older = path.getFirst();
    Hash newer = older;
    for (Hash sibling : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        older = node(sibling, older);
        newer = node(sibling, newer);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        newer = node(newer, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && older.equals(fromRoot) && newer.equals(toRoot);
  }

  /** The largest power of two smaller than {@code size}. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }
}
