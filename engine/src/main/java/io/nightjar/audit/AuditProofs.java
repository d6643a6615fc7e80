package io.nightjar.audit;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes proofs from a stored log; reads one hash for each leaf of the tree, in or out of it. */
public final class AuditProofs {

  private AuditProofs() {}

  /** A leaf was sealed, and the segment that holds it is not at hand. */
  public static final class SegmentAbsent extends RuntimeException {
    private static final long serialVersionUID = 1;

    SegmentAbsent(long leaf, Segment segment, SegmentFolder folder) {
      super(
          "leaf "
              + leaf
              + " is in the segment "
              + segment.file()
              + " ("
              + segment.range()
              + "), which is not in "
              + folder.path()
              + "; put it there and ask again");
    }
  }

  /**
   * Proves that leaf {@code index} is in the tree of the last checkpoint.
   *
   * @throws IndexOutOfBoundsException when no checkpoint covers such a leaf
   * @throws SegmentAbsent when the leaf itself is not at hand
   */
  public static InclusionProof inclusion(Connection connection, SegmentFolder folder, long index)
      throws SQLException {
    Checkpoint checkpoint = AuditLog.lastCheckpoint(connection);
    if (checkpoint == null || index < 0 || index >= checkpoint.size()) {
      throw new IndexOutOfBoundsException("no checkpoint covers a leaf " + index);
    }
    byte[] leaf = leaf(connection, folder, index);
    return inclusion(connection, index, leaf, checkpoint);
  }

  private static InclusionProof inclusion(
      Connection connection, long index, byte[] leaf, Checkpoint checkpoint) throws SQLException {
    LeafHashes hashes = LeafHashes.read(connection, checkpoint.size());
    List<Hash> path = Merkle.inclusionPath(Math.toIntExact(index), hashes);
    return new InclusionProof(index, new String(leaf, StandardCharsets.UTF_8), path, checkpoint);
  }

  /**
   * Proves that the log of {@code from} leaves is the beginning of that of {@code to} leaves.
   *
   * @param to -1 for the last checkpoint
   * @throws IndexOutOfBoundsException when no checkpoint has {@code to} leaves, or fewer than
   *     {@code from}; says which ones there are
   */
  public static ConsistencyProof consistency(
      Connection connection, SegmentFolder folder, long from, long to) throws SQLException {
    Checkpoint checkpoint =
        to < 0 ? AuditLog.lastCheckpoint(connection) : checkpoint(connection, folder, to);
    if (checkpoint == null) {
      throw new IndexOutOfBoundsException(
          to < 0 ? "there is no checkpoint yet" : noneOf(connection, to));
    }
    if (from < 0 || from > checkpoint.size()) {
      throw new IndexOutOfBoundsException(
          "the checkpoint has " + checkpoint.size() + " leaves, so it cannot follow " + from);
    }
    LeafHashes hashes = LeafHashes.read(connection, checkpoint.size());
    return new ConsistencyProof(
        from, Merkle.consistencyPath(Math.toIntExact(from), hashes), checkpoint);
  }

  /** For each rotation of the key the proof that the key before it signed; the oldest first. */
  public static List<InclusionProof> keyChain(Connection connection) throws SQLException {
    List<InclusionProof> chain = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT l.idx, l.leaf, c.note FROM audit_leaves l JOIN audit_checkpoints c"
                    + " ON c.number ="
                    + " (SELECT min(d.number) FROM audit_checkpoints d WHERE d.size > l.idx)"
                    + " WHERE l.kind = 'audit.key-rotated' ORDER BY l.idx");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        Checkpoint covering = Checkpoint.parse(rows.getString(3));
        chain.add(inclusion(connection, rows.getLong(1), rows.getBytes(2), covering));
      }
    }
    return chain;
  }

  private static String noneOf(Connection connection, long size) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT (SELECT max(size) FROM audit_checkpoints WHERE size < ?),"
                + " (SELECT min(size) FROM audit_checkpoints WHERE size > ?)")) {
      select.setLong(1, size);
      select.setLong(2, size);
      try (ResultSet row = select.executeQuery()) {
        String smaller = row.next() ? row.getString(1) : null;
        String larger = row.getString(2);
        return "no checkpoint has "
            + size
            + " leaves; the nearest have "
            + Stream.of(smaller, larger).filter(Objects::nonNull).collect(joining(" and "));
      }
    }
  }

  private static @Nullable Checkpoint checkpoint(
      Connection connection, SegmentFolder folder, long size) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT note FROM audit_checkpoints WHERE size = ?")) {
      select.setLong(1, size);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          return Checkpoint.parse(row.getString(1));
        }
      }
    }
    for (Segment segment : SegmentTable.all(connection)) {
      if (segment.end() == size) {
        return Checkpoint.parse(segment.note());
      }
      if (segment.first() < size && size < segment.end() && folder.has(segment)) {
        return sealedCheckpoint(folder, segment, size);
      }
    }
    return null;
  }

  private static @Nullable Checkpoint sealedCheckpoint(
      SegmentFolder folder, Segment segment, long size) {
    try (SegmentReader reader = SegmentReader.open(folder.file(segment))) {
      for (SegmentLine line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof SegmentLine.Signed signed
            && Checkpoint.parse(signed.note()).size() == size) {
          return Checkpoint.parse(signed.note());
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(folder.file(segment) + ": " + e.getMessage(), e);
    }
  }

  private static byte[] leaf(Connection connection, SegmentFolder folder, long index)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT leaf FROM audit_leaves WHERE idx = ?")) {
      select.setLong(1, index);
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          return row.getBytes(1);
        }
      }
    }
    for (Segment segment : SegmentTable.all(connection)) {
      if (segment.first() <= index && index < segment.end()) {
        return sealedLeaf(folder, segment, index);
      }
    }
    throw new IndexOutOfBoundsException("leaf " + index + " is missing");
  }

  private static byte[] sealedLeaf(SegmentFolder folder, Segment segment, long index) {
    if (!folder.has(segment)) {
      throw new SegmentAbsent(index, segment, folder);
    }
    try (SegmentReader reader = SegmentReader.open(folder.file(segment))) {
      for (SegmentLine line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof SegmentLine.Leaf leaf && leaf.index() == index) {
          return leaf.bytes();
        }
      }
      throw new IOException("leaf " + index + " is not in it");
    } catch (IOException e) {
      throw new UncheckedIOException(folder.file(segment) + ": " + e.getMessage(), e);
    }
  }
}
