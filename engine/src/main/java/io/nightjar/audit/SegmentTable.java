package io.nightjar.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@link Segment}s. */
final class SegmentTable {

  private SegmentTable() {}

  /** In the order of their leaves. */
  static List<Segment> all(Connection connection) throws SQLException {
    List<Segment> segments = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT number, first_leaf, end_leaf, last_checkpoint, file, sha256, note"
                    + " FROM audit_segments ORDER BY number");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        segments.add(
            new Segment(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getString(5),
                rows.getString(6),
                rows.getString(7)));
      }
    }
    return segments;
  }

  /** How many leaves are sealed: the index of the first that is not. */
  static long end(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT coalesce(max(end_leaf), 0) FROM audit_segments");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  static void insert(Connection connection, Segment segment) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO audit_segments"
                + "(number, first_leaf, end_leaf, last_checkpoint, file, sha256, note)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, segment.number());
      insert.setLong(2, segment.first());
      insert.setLong(3, segment.end());
      insert.setLong(4, segment.lastCheckpoint());
      insert.setString(5, segment.file());
      insert.setString(6, segment.sha256());
      insert.setString(7, segment.note());
      insert.executeUpdate();
    }
  }
}
