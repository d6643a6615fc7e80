package io.nightjar.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One leaf as it is stored, wherever.
 *
 * @param hash the hash that is stored beside it
 * @param record what it says, or null when its bytes are not what was hashed or no leaf
 * @param wrong what is wrong with it in itself, or null
 */
record StoredLeaf(
    long index,
    String kind,
    String time,
    Hash hash,
    @Nullable AuditRecord record,
    @Nullable String wrong) {

  private static final String CHANGED = "its bytes are not those that were hashed";

  /** Columns of {@link #read}. */
  static final String COLUMNS = "idx, kind, time, response_id, leaf, hash";

  static StoredLeaf read(ResultSet row) throws SQLException {
    long index = row.getLong(1);
    String kind = row.getString(2);
    String time = row.getString(3);
    byte[] leaf = row.getBytes(5);
    byte[] stored = row.getBytes(6);
    Hash hash = stored.length == Hash.LENGTH ? Hash.of(stored) : Hash.sha256(stored);
    if (!Merkle.leaf(leaf).equals(hash)) {
      return new StoredLeaf(index, kind, time, hash, null, CHANGED);
    }
    AuditRecord record = AuditRecord.parseOrNull(leaf);
    String wrong = wrong(index, record);
    if (wrong == null && record != null) {
      boolean columns =
          record.kind().equals(kind)
              && record.time().toString().equals(time)
              && Objects.equals(record.responseId(), row.getString(4));
      wrong = columns ? null : "the columns beside it say something else than it does";
    }
    return new StoredLeaf(index, kind, time, hash, record, wrong);
  }

  /** A line of a segment file. */
  static StoredLeaf of(SegmentLine.Leaf line) {
    AuditRecord record = AuditRecord.parseOrNull(line.bytes());
    String kind = record == null ? "?" : record.kind();
    String time = record == null ? "?" : record.time().toString();
    if (!Merkle.leaf(line.bytes()).equals(line.hash())) {
      return new StoredLeaf(line.index(), kind, time, line.hash(), null, CHANGED);
    }
    return new StoredLeaf(
        line.index(), kind, time, line.hash(), record, wrong(line.index(), record));
  }

  private static @Nullable String wrong(long index, @Nullable AuditRecord record) {
    if (record == null) {
      return "its bytes are no audit leaf";
    }
    return record.index() == index ? null : "it was written as leaf " + record.index();
  }
}
