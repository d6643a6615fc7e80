package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads stored leaves. */
public final class AuditRecords {

  private AuditRecords() {}

  /** The leaves of one response, the oldest first. */
  public static List<AuditRecord> ofResponse(Connection connection, String responseId)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT leaf FROM audit_leaves WHERE response_id = ? ORDER BY idx")) {
      select.setString(1, responseId);
      return parse(select);
    }
  }

  /** At most {@code limit} leaves from {@code index} on. */
  public static List<AuditRecord> from(Connection connection, long index, int limit)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT leaf FROM audit_leaves WHERE idx >= ? ORDER BY idx LIMIT ?")) {
      select.setLong(1, index);
      select.setInt(2, limit);
      return parse(select);
    }
  }

  /** The last {@code count} leaves, the oldest first. */
  public static List<AuditRecord> last(Connection connection, int count) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT leaf FROM (SELECT idx, leaf FROM audit_leaves ORDER BY idx DESC LIMIT ?) AS"
                + " newest ORDER BY idx")) {
      select.setInt(1, count);
      return parse(select);
    }
  }

  private static List<AuditRecord> parse(PreparedStatement select) throws SQLException {
    List<AuditRecord> records = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        records.add(AuditRecord.parse(rows.getBytes(1)));
      }
    }
    return records;
  }
}
