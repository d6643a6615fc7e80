package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Rows of detections and responses whose leaves were sealed, held against the segments as these are
 * read: both come in the order of their leaves.
 */
final class SealedRows implements AutoCloseable {

  private final RowVerifier.Kind kind;
  private final PreparedStatement select;
  private final ResultSet rows;
  private final Findings findings;
  private boolean more;
  private long absent;

  private SealedRows(RowVerifier.Kind kind, PreparedStatement select, Findings findings)
      throws SQLException {
    this.kind = kind;
    this.select = select;
    this.rows = select.executeQuery();
    this.findings = findings;
    this.more = rows.next();
  }

  /**
   * @param end rows that point at a leaf before that
   */
  static SealedRows open(Connection connection, RowVerifier.Kind kind, long end, Findings findings)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(kind.sealed());
    select.setLong(1, end);
    return new SealedRows(kind, select, findings);
  }

  /** A leaf was read from its segment. */
  void check(StoredLeaf leaf) throws SQLException {
    skipTo(leaf.index());
    while (more && rows.getLong(2) == leaf.index()) {
      if (!kind.fits(leaf.record(), rows)) {
        findings.general(kind.notItsLeaf(rows));
      }
      more = rows.next();
    }
  }

  private void skipTo(long leaf) throws SQLException {
    while (more && rows.getLong(2) < leaf) {
      absent++;
      more = rows.next();
    }
  }

  /** All segments were seen: how many rows could not be compared. */
  long absent() throws SQLException {
    skipTo(Long.MAX_VALUE);
    return absent;
  }

  @Override
  public void close() throws SQLException {
    select.close();
  }
}
