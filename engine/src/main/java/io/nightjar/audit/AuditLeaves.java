package io.nightjar.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads all leaves in their order, sealed ones too, one at a time. */
public final class AuditLeaves {

  private AuditLeaves() {}

  /**
   * A leaf as it is stored; nothing is checked here.
   *
   * @param bytes what was hashed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Leaf(long index, Hash hash, byte[] bytes) {}

  /** Takes one leaf. */
  @FunctionalInterface
  public interface Taker {
    void take(Leaf leaf) throws SQLException;
  }

  /**
   * @return what could not be read because its segment is not at hand, one plain sentence each
   * @throws UncheckedIOException when a segment file is damaged
   */
  public static List<String> each(Connection connection, SegmentFolder folder, Taker taker)
      throws SQLException {
    List<String> absent = new ArrayList<>();
    long next = 0;
    for (Segment segment : SegmentTable.all(connection)) {
      if (folder.has(segment)) {
        sealed(segment, folder, taker);
      } else {
        absent.add(
            segment.range() + " are in " + segment.file() + ", which is not in " + folder.path());
      }
      next = segment.end();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT idx, hash, leaf FROM audit_leaves WHERE idx >= ? ORDER BY idx")) {
      select.setLong(1, next);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          taker.take(new Leaf(rows.getLong(1), Hash.of(rows.getBytes(2)), rows.getBytes(3)));
        }
      }
    }
    return absent;
  }

  /**
   * Reads some leaves, for those who follow the log.
   *
   * @param from index of the first
   * @return index of the leaf to go on with; the leaves of a segment that is not at hand are left
   *     out
   * @throws UncheckedIOException when a segment file is damaged
   */
  public static long some(
      Connection connection, SegmentFolder folder, long from, int limit, Taker taker)
      throws SQLException {
    for (Segment segment : SegmentTable.all(connection)) {
      if (from >= segment.first() && from < segment.end()) {
        return folder.has(segment) ? sealed(segment, folder, from, limit, taker) : segment.end();
      }
    }
    long next = from;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT idx, hash, leaf FROM audit_leaves WHERE idx >= ? ORDER BY idx LIMIT ?")) {
      select.setLong(1, from);
      select.setInt(2, limit);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          next = rows.getLong(1) + 1;
          taker.take(new Leaf(rows.getLong(1), Hash.of(rows.getBytes(2)), rows.getBytes(3)));
        }
      }
    }
    return next;
  }

  /** How many leaves there are. */
  public static long size(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT coalesce(max(idx) + 1, 0) FROM audit_leaves");
        ResultSet row = select.executeQuery()) {
      return Math.max(row.next() ? row.getLong(1) : 0, SegmentTable.end(connection));
    }
  }

  private static long sealed(
      Segment segment, SegmentFolder folder, long from, int limit, Taker taker)
      throws SQLException {
    long next = from;
    try (SegmentReader reader = SegmentReader.open(folder.file(segment))) {
      for (SegmentLine line = reader.next();
          line != null && next < from + limit;
          line = reader.next()) {
        if (line instanceof SegmentLine.Leaf leaf && leaf.index() >= from) {
          next = leaf.index() + 1;
          taker.take(new Leaf(leaf.index(), leaf.hash(), leaf.bytes()));
        }
      }
      return next == from ? segment.end() : next;
    } catch (IOException e) {
      throw new UncheckedIOException(folder.file(segment) + ": " + e.getMessage(), e);
    }
  }

  private static void sealed(Segment segment, SegmentFolder folder, Taker taker)
      throws SQLException {
    try (SegmentReader reader = SegmentReader.open(folder.file(segment))) {
      for (SegmentLine line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof SegmentLine.Leaf leaf) {
          taker.take(new Leaf(leaf.index(), leaf.hash(), leaf.bytes()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.file(segment) + ": " + e.getMessage(), e);
    }
  }

  /** The line of a leaf in an export or a segment, without its end. */
  public static byte[] line(Leaf leaf) {
    return SegmentLine.leaf(leaf.index(), leaf.hash(), leaf.bytes());
  }
}
