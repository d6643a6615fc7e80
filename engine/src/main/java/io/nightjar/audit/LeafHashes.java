package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * The hashes of leaves that follow each other, 32 bytes each in one array: those of sealed leaves
 * from their tiles, the others from beside the leaves. Nothing of it is trusted; what is made from
 * it has to lead to a signed root.
 */
final class LeafHashes extends AbstractList<Hash> implements RandomAccess {

  private static final int AT_ONCE = 16 * Tiles.LEAVES;

  private final byte[] packed;

  private LeafHashes(byte[] packed) {
    this.packed = packed;
  }

  /**
   * Those of the first {@code size} leaves.
   *
   * @throws IndexOutOfBoundsException when the database holds fewer
   */
  static LeafHashes read(Connection connection, long size) throws SQLException {
    return read(connection, 0, size);
  }

  /**
   * Those from {@code first} to before {@code end}; the first of them is number 0 here.
   *
   * @throws IndexOutOfBoundsException when the database does not hold all of them
   */
  static LeafHashes read(Connection connection, long first, long end) throws SQLException {
    long sealed = Math.min(end, SegmentTable.end(connection));
    byte[] packed = new byte[Math.toIntExact(Math.multiplyExact(end - first, (long) Hash.LENGTH))];
    byte[] tiles = sealed > first ? Tiles.read(connection, first, sealed) : new byte[0];
    System.arraycopy(tiles, 0, packed, 0, tiles.length);
    long next = first + tiles.length / Hash.LENGTH;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT idx, hash FROM audit_leaves WHERE idx >= ? AND idx < ? ORDER BY idx")) {
      select.setLong(1, next);
      select.setLong(2, end);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && rows.getLong(1) == next) {
          byte[] hash = Hash.of(rows.getBytes(2)).bytes();
          int at = Math.toIntExact((next - first) * Hash.LENGTH);
          System.arraycopy(hash, 0, packed, at, Hash.LENGTH);
          next++;
        }
      }
    }
    if (next != end) {
      throw new IndexOutOfBoundsException("the hash of leaf " + next + " is missing");
    }
    return new LeafHashes(packed);
  }

  /** The tree of the first {@code size} leaves, made in the memory of a few thousand. */
  static Frontier frontier(Connection connection, long size) throws SQLException {
    Frontier tree = Frontier.EMPTY;
    for (long from = 0; from < size; from += AT_ONCE) {
      for (Hash hash : read(connection, from, Math.min(size, from + AT_ONCE))) {
        tree = tree.append(hash);
      }
    }
    return tree;
  }

  byte[] packed() {
    return packed.clone();
  }

  @Override
  public Hash get(int index) {
    int from = Math.multiplyExact(index, Hash.LENGTH);
    return Hash.of(Arrays.copyOfRange(packed, from, from + Hash.LENGTH));
  }

  @Override
  public int size() {
    return packed.length / Hash.LENGTH;
  }
}
