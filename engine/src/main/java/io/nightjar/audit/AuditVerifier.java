package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a stored audit log from its bytes alone: every leaf against its hash, place and columns,
 * in the segments and in the database; every checkpoint against the tree and the key that was in
 * force; every journal and response row against the leaf that it came with. Works beside a running
 * engine and without one, in one pass and the memory of one segment's hashes.
 */
public final class AuditVerifier {

  private final Findings findings = new Findings();
  private final SealedStatements statements = new SealedStatements();
  private final Connection connection;
  private final List<Segment> segments;
  private final SegmentFolder folder;
  private final KeyChain keys;
  private final CheckpointTrail trail;
  private final KeptCheckpoints kept;
  private Frontier tree = Frontier.EMPTY;
  private long absent;

  private AuditVerifier(
      Connection connection, VerifierKey first, List<String> kept, SegmentFolder folder)
      throws SQLException {
    this.connection = connection;
    this.segments = SegmentTable.all(connection);
    this.folder = folder;
    this.keys = new KeyChain(first);
    this.trail =
        new CheckpointTrail(
            keys, findings, segments.isEmpty() ? 0 : segments.getLast().lastCheckpoint());
    this.kept = new KeptCheckpoints(kept, findings);
  }

  /**
   * @param first the first key that the log had; later ones follow from the log
   * @param kept notes of checkpoints kept outside the database, which must fit too: {@link
   *     AuditLog#HEAD_FILE} and whatever the auditor holds
   * @param folder where sealed segments are looked for
   */
  public static AuditReport verify(
      Connection connection, VerifierKey first, List<String> kept, SegmentFolder folder)
      throws SQLException {
    boolean ownTransaction = connection.getAutoCommit();
    connection.setAutoCommit(false); // one snapshot, though the engine goes on writing
    try {
      return new AuditVerifier(connection, first, kept, folder).report();
    } finally {
      connection.rollback();
      connection.setAutoCommit(ownTransaction);
    }
  }

  private AuditReport report() throws SQLException {
    long sealed = segments.isEmpty() ? 0 : segments.getLast().end();
    trail.read(connection);
    readSegments(sealed);
    readLeaves(sealed);
    trail.end(tree);
    kept.end(trail, keys, tree);
    if (!trail.diverged()) {
      statements.end(segments, absent, findings);
    }
    RowVerifier.check(connection, sealed, findings);
    return new AuditReport(
        tree.size(),
        trail.count(),
        trail.last(),
        findings.problems(),
        segments.size(),
        keys.links(),
        findings.notRead());
  }

  private void readSegments(long sealed) throws SQLException {
    if (segments.isEmpty()) {
      return;
    }
    try (SealedRows detections =
            SealedRows.open(connection, RowVerifier.Kind.DETECTION, sealed, findings);
        SealedRows responses =
            SealedRows.open(connection, RowVerifier.Kind.RESPONSE, sealed, findings)) {
      for (Segment segment : segments) {
        if (segment.first() != tree.size()) {
          findings.general(
              "the leaves from "
                  + tree.size()
                  + " on are in no segment: the next one is "
                  + segment.file());
          trail.lost();
          return;
        }
        readSegment(segment, List.of(detections, responses));
      }
      long rows = detections.absent() + responses.absent();
      if (rows > 0) {
        findings.notRead(rows + " detections and responses were not compared with those leaves");
      }
    }
  }

  private void readSegment(Segment segment, List<SealedRows> rows) throws SQLException {
    byte[] tiles = Tiles.read(connection, segment.first(), segment.end());
    absent = folder.has(segment) ? absent : segment.number();
    if (tiles.length < (segment.end() - segment.first()) * Hash.LENGTH) {
      findings.general(
          "the segment "
              + segment.file()
              + " has no hashes in the database from leaf "
              + (segment.first() + tiles.length / Hash.LENGTH)
              + " on");
    }
    try (SegmentPass pass = SegmentPass.open(segment, folder, findings);
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT "
                    + StoredLeaf.COLUMNS
                    + " FROM audit_leaves WHERE idx >= ? AND idx < ? ORDER BY idx")) {
      select.setLong(1, segment.first());
      select.setLong(2, segment.end());
      try (ResultSet left = select.executeQuery()) {
        boolean more = left.next();
        for (long index = segment.first(); index < segment.end(); index++) {
          StoredLeaf there = pass.leaf(index);
          StoredLeaf here = more && left.getLong(1) == index ? StoredLeaf.read(left) : null;
          more = here == null ? more : left.next();
          Hash hash = hash(tiles, index - segment.first(), there, here);
          if (hash == null) {
            trail.lost();
            return;
          }
          if (there != null) {
            sealedLeaf(there, hash, segment, rows);
          }
          if (here != null) {
            leaf(here, hash, "the database has another leaf than was sealed");
          }
          grow(hash);
          for (String note = pass.checkpoint(tree.size());
              note != null;
              note = pass.checkpoint(tree.size())) {
            trail.reached(note, tree, segment);
          }
        }
      }
      pass.end();
    }
    trail.reached(segment.note(), tree, segment);
  }

  private static @Nullable Hash hash(
      byte[] tiles, long place, @Nullable StoredLeaf there, @Nullable StoredLeaf here) {
    int from = Math.toIntExact(place * Hash.LENGTH);
    if (from + Hash.LENGTH <= tiles.length) {
      return Hash.of(Arrays.copyOfRange(tiles, from, from + Hash.LENGTH));
    }
    return there != null ? there.hash() : here != null ? here.hash() : null;
  }

  private void sealedLeaf(StoredLeaf leaf, Hash hash, Segment segment, List<SealedRows> rows)
      throws SQLException {
    leaf(leaf, hash, "the segment " + segment.file() + " has another leaf than was sealed");
    for (SealedRows each : rows) {
      each.check(leaf);
    }
  }

  private void leaf(StoredLeaf leaf, Hash hash, String another) {
    String wrong = leaf.wrong();
    AuditRecord record = leaf.record();
    if (wrong != null) {
      findings.leaf(leaf, wrong);
    } else if (!leaf.hash().equals(hash)) {
      findings.leaf(leaf, another);
    } else if (record != null) {
      take(leaf, record);
    }
  }

  private void take(StoredLeaf leaf, AuditRecord record) {
    statements.leaf(record);
    if (record.kind().equals(KeyRotation.KIND) && !keys.knows(record.index())) {
      String wrong = keys.announce(record);
      if (wrong != null) {
        findings.leaf(leaf, wrong);
      }
    }
  }

  private void readLeaves(long sealed) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + StoredLeaf.COLUMNS
                + " FROM audit_leaves WHERE idx >= ? OR idx < 0"
                + " ORDER BY idx")) {
      select.setLong(1, sealed);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          StoredLeaf leaf = StoredLeaf.read(rows);
          if (leaf.index() < 0) {
            findings.leaf(leaf, "it was put before the first leaf");
            continue;
          }
          if (leaf.index() != tree.size()) {
            findings.general(
                "leaves " + tree.size() + " to " + (leaf.index() - 1) + " are missing");
            trail.lost();
            return;
          }
          leaf(leaf, leaf.hash(), "");
          grow(leaf.hash());
        }
      }
    }
  }

  private void grow(Hash hash) {
    tree = tree.append(hash);
    trail.reached(tree);
    kept.reached(tree);
  }
}
