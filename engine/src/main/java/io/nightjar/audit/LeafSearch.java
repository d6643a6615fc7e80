package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the leaves that are in the database, the newest first. So many are looked at and no
 * more, so that a search for what is not there costs no more than one for what is.
 */
public final class LeafSearch {

  /** So many leaves are read for one page. */
  public static final int LOOKED_AT = 20_000;

  private LeafSearch() {}

  /**
   * A page of leaves.
   *
   * @param leaves the newest first
   * @param next where the next page begins: leaves before this index; null at the end
   * @param exhausted whether it ended because enough was looked at, not because it was full
   */
  public record Page(List<AuditRecord> leaves, @Nullable Long next, boolean exhausted) {
    public Page {
      leaves = List.copyOf(leaves);
    }
  }

  /**
   * @param before only leaves before this index
   * @param limit so many at most
   */
  public static Page page(Connection connection, LeafFilter filter, long before, int limit)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT idx, leaf FROM audit_leaves WHERE idx < ?");
    if (!filter.kind().isEmpty()) {
      boolean beginning = filter.kind().endsWith(".");
      sql.append(beginning ? " AND substr(kind, 1, length(?)) = ?" : " AND kind = ?");
      texts.add(filter.kind());
      if (beginning) {
        texts.add(filter.kind());
      }
    }
    if (!filter.responseId().isEmpty()) {
      sql.append(" AND response_id IS NOT NULL AND substr(response_id, 1, length(?)) = ?");
      texts.add(filter.responseId());
      texts.add(filter.responseId());
    }
    sql.append(" ORDER BY idx DESC LIMIT ").append(LOOKED_AT);
    try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
      select.setFetchSize(500);
      select.setLong(1, before);
      for (int i = 0; i < texts.size(); i++) {
        select.setString(i + 2, texts.get(i));
      }
      try (ResultSet rows = select.executeQuery()) {
        return read(rows, filter, limit);
      }
    }
  }

  private static Page read(ResultSet rows, LeafFilter filter, int limit) throws SQLException {
    List<AuditRecord> found = new ArrayList<>();
    long last = 0;
    int looked = 0;
    while (rows.next()) {
      looked++;
      last = rows.getLong(1);
      byte[] bytes = rows.getBytes(2);
      AuditRecord leaf = AuditRecord.parseOrNull(bytes);
      if (leaf == null || !filter.takes(leaf, new String(bytes, StandardCharsets.UTF_8))) {
        continue; // one that somebody damaged is for the verification to tell
      }
      if (found.size() == limit) {
        return new Page(found, found.getLast().index(), false);
      }
      found.add(leaf);
    }
    return looked == LOOKED_AT && last > 0
        ? new Page(found, last, true)
        : new Page(found, null, false);
  }

  /** The kinds of the newest leaves, sorted: what a filter may be set to. */
  public static List<String> kinds(Connection connection) throws SQLException {
    return texts(
        connection,
        "SELECT DISTINCT kind FROM (SELECT kind FROM audit_leaves ORDER BY idx DESC LIMIT 5000)"
            + " AS newest ORDER BY kind");
  }

  /** The newest checkpoints, the newest first. */
  public static List<Checkpoint> checkpoints(Connection connection, int limit) throws SQLException {
    return texts(
            connection, "SELECT note FROM audit_checkpoints ORDER BY number DESC LIMIT " + limit)
        .stream()
        .map(LeafSearch::parse)
        .filter(Objects::nonNull)
        .toList();
  }

  /** The checkpoint of so many leaves; null where there is none, or it cannot be read. */
  public static @Nullable Checkpoint checkpoint(Connection connection, long size)
      throws SQLException {
    return texts(connection, "SELECT note FROM audit_checkpoints WHERE size = " + size).stream()
        .map(LeafSearch::parse)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The files into which the oldest leaves were moved, in their order. */
  public static List<Segment> segments(Connection connection) throws SQLException {
    return SegmentTable.all(connection);
  }

  private static @Nullable Checkpoint parse(String note) {
    try {
      return Checkpoint.parse(note);
    } catch (IllegalArgumentException damaged) {
      return null;
    }
  }

  private static List<String> texts(Connection connection, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
