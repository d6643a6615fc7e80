package io.nightjar.audit;

import io.nightjar.files.OwnerOnly;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves old leaves from the database into a segment file: {@link #write} makes the file, {@link
 * #record} makes it count, {@link #clear} takes the leaves away. After a crash between any two of
 * them the leaves are still in the database, and the next sealing goes on where this one ended.
 */
public final class Sealing {

  /** So many leaves to a file at most; bounds what one sealing holds in memory, too. */
  public static final int LEAVES_AT_MOST = 20_000;

  public static final String KIND = "audit.sealed";

  private Sealing() {}

  /**
   * Writes the next segment and reads it back; nothing is taken away yet.
   *
   * @param before only leaves from before that time
   * @return null when no signed checkpoint covers such leaves alone
   * @throws UncheckedIOException when the file could not be written, or what was read back is not
   *     what the signed checkpoint covers: then the log is damaged, and is not sealed
   */
  public static @Nullable Segment write(Connection connection, SegmentFolder folder, Instant before)
      throws SQLException {
    long first = SegmentTable.end(connection);
    Checkpoint end = end(connection, first, firstNotBefore(connection, first, before));
    if (end == null) {
      return null;
    }
    try {
      LeafHashes hashes = LeafHashes.read(connection, first, end.size());
      Frontier tree = LeafHashes.frontier(connection, first);
      long number = SegmentTable.all(connection).size() + 1L;
      SegmentHeader header = new SegmentHeader(end.origin(), number, tree, end.size(), end.note());
      OwnerOnly.folder(folder.path());
      String name = SegmentFolder.name(header);
      String sha256 = file(connection, folder.path().resolve(name), header, hashes);
      return new Segment(number, first, end.size(), end.number(), name, sha256, end.note());
    } catch (IndexOutOfBoundsException e) {
      throw new UncheckedIOException("cannot seal: " + e.getMessage(), new IOException(e));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot seal into " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static String file(
      Connection connection, Path file, SegmentHeader header, LeafHashes hashes)
      throws SQLException, IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      Files.createFile(fresh, OwnerOnly.FILE);
      writeLines(connection, header, fresh);
      DurableFiles.force(fresh);
      String sha256 = readBack(fresh, header, hashes);
      DurableFiles.move(fresh, file);
      return sha256;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static long firstNotBefore(Connection connection, long first, Instant before)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT idx, time FROM audit_leaves WHERE idx >= ? ORDER BY idx")) {
      select.setLong(1, first);
      select.setMaxRows(LEAVES_AT_MOST);
      long next = first;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next() && Instant.parse(rows.getString(2)).isBefore(before)) {
          next = rows.getLong(1) + 1;
        }
      }
      return next;
    }
  }

  private static @Nullable Checkpoint end(Connection connection, long first, long limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT note FROM audit_checkpoints WHERE size > ? AND size <= ?"
                + " ORDER BY size DESC LIMIT 1")) {
      select.setLong(1, first);
      select.setLong(2, limit);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Checkpoint.parse(row.getString(1)) : null;
      }
    }
  }

  private static void writeLines(Connection connection, SegmentHeader header, Path file)
      throws SQLException, IOException {
    try (OutputStream out =
            new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)), 1 << 16);
        PreparedStatement leaves =
            connection.prepareStatement(
                "SELECT idx, hash, leaf FROM audit_leaves WHERE idx >= ? AND idx < ? ORDER BY idx");
        PreparedStatement checkpoints =
            connection.prepareStatement(
                "SELECT size, note FROM audit_checkpoints WHERE size > ? AND size <= ?"
                    + " ORDER BY size")) {
      long first = header.before().size();
      for (PreparedStatement select : new PreparedStatement[] {leaves, checkpoints}) {
        select.setLong(1, first);
        select.setLong(2, header.end());
      }
      out.write(header.line());
      out.write('\n');
      try (ResultSet leaf = leaves.executeQuery();
          ResultSet checkpoint = checkpoints.executeQuery()) {
        boolean more = checkpoint.next();
        while (leaf.next()) {
          long index = leaf.getLong(1);
          out.write(SegmentLine.leaf(index, Hash.of(leaf.getBytes(2)), leaf.getBytes(3)));
          out.write('\n');
          if (more && checkpoint.getLong(1) == index + 1) {
            out.write(SegmentLine.checkpoint(checkpoint.getString(2)));
            out.write('\n');
            more = checkpoint.next();
          }
        }
      }
    }
  }

  private static String readBack(Path file, SegmentHeader wanted, LeafHashes hashes)
      throws IOException {
    try (SegmentReader reader = SegmentReader.open(file)) {
      if (!reader.header().equals(wanted)) {
        throw new IOException("the header read back is another one");
      }
      Frontier tree = wanted.before();
      for (SegmentLine line = reader.next(); line != null; line = reader.next()) {
        if (line instanceof SegmentLine.Leaf leaf) {
          Hash hash = Merkle.leaf(leaf.bytes());
          if (leaf.index() != tree.size()
              || !hash.equals(leaf.hash())
              || !hash.equals(hashes.get(Math.toIntExact(leaf.index() - wanted.before().size())))) {
            throw new IOException("leaf " + leaf.index() + " is not the one that was signed");
          }
          tree = tree.append(hash);
        }
      }
      Checkpoint end = Checkpoint.parse(wanted.checkpoint());
      if (tree.size() != end.size() || !tree.root().equals(end.root())) {
        throw new IOException("its leaves are not those of checkpoint " + end.number());
      }
      return reader.sha256();
    }
  }

  /**
   * From now on the file holds these leaves; the hashes of them stay.
   *
   * @return the leaf that says so, to be appended in the same transaction
   * @throws IllegalStateException when the log was sealed otherwise meanwhile
   */
  public static AuditDraft record(
      Connection connection, Segment segment, Instant time, String actor) throws SQLException {
    if (SegmentTable.end(connection) != segment.first()) {
      throw new IllegalStateException("these leaves were sealed by somebody else meanwhile");
    }
    LeafHashes hashes = LeafHashes.read(connection, segment.first(), segment.end());
    Tiles.append(connection, segment.first(), hashes.packed());
    SegmentTable.insert(connection, segment);
    return AuditDraft.of(time, KIND, null, actor)
        .with("segment", segment.number())
        .with("firstLeaf", segment.first())
        .with("endLeaf", segment.end())
        .with("file", segment.file())
        .with("sha256", segment.sha256());
  }

  /**
   * Deletes at most {@code count} leaves that a segment holds, and the checkpoints over them. Key
   * rotations and the checkpoints that prove them stay: the keys follow from them though every
   * segment is away.
   *
   * @return how many leaves were deleted; 0 when none is left to delete
   */
  public static int clear(Connection connection, int count) throws SQLException {
    long end = SegmentTable.end(connection);
    long until = end;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT idx FROM audit_leaves WHERE idx < ? AND kind <> 'audit.key-rotated'"
                + " ORDER BY idx")) {
      select.setLong(1, end);
      select.setMaxRows(count);
      int found = 0;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          until = rows.getLong(1) + 1;
          found++;
        }
      }
      if (found == 0) {
        return 0;
      }
    }
    try (PreparedStatement leaves =
            connection.prepareStatement(
                "DELETE FROM audit_leaves WHERE idx < ? AND kind <> 'audit.key-rotated'");
        PreparedStatement checkpoints =
            connection.prepareStatement(
                "DELETE FROM audit_checkpoints WHERE size <= ? AND number NOT IN (SELECT (SELECT"
                    + " min(c.number) FROM audit_checkpoints c WHERE c.size > l.idx) FROM"
                    + " audit_leaves l WHERE l.kind = 'audit.key-rotated')")) {
      leaves.setLong(1, until);
      checkpoints.setLong(1, until);
      int deleted = leaves.executeUpdate();
      checkpoints.executeUpdate();
      return deleted;
    }
  }
}
