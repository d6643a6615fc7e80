package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether every accepted detection and every response is what the leaf says that it points at. */
final class RowVerifier {

  private RowVerifier() {}

  static List<String> problems(Connection connection) throws SQLException {
    List<String> problems = new ArrayList<>();
    checkDetections(connection, problems);
    checkResponses(connection, problems);
    return problems;
  }

  private static void checkDetections(Connection connection, List<String> problems)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT d.id, d.leaf, d.json, l.leaf FROM detections d"
                    + " LEFT JOIN audit_leaves l ON l.idx = d.leaf ORDER BY d.seq");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        AuditRecord record = AuditRecord.parseOrNull(rows.getBytes(4));
        if (record == null
            || !record.fields().path("id").asText().equals(rows.getString(1))
            || !hashes(record, rows.getString(3))) {
          problems.add(notItsLeaf("detection", rows));
        }
      }
    }
  }

  private static void checkResponses(Connection connection, List<String> problems)
      throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT r.id, r.leaf, r.json, l.leaf, r.state FROM responses r"
                    + " LEFT JOIN audit_leaves l ON l.idx = r.leaf ORDER BY r.id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        AuditRecord record = AuditRecord.parseOrNull(rows.getBytes(4));
        if (record == null
            || !rows.getString(1).equals(record.responseId())
            || !record.fields().path("state").asText().equals(rows.getString(5))
            || !hashes(record, rows.getString(3))) {
          problems.add(notItsLeaf("response", rows));
        }
      }
    }
  }

  private static boolean hashes(AuditRecord record, String json) {
    String hash = Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex();
    return record.fields().path("sha256").asText().equals(hash);
  }

  private static String notItsLeaf(String what, ResultSet row) throws SQLException {
    return what
        + " "
        + row.getString(1)
        + " is not what leaf "
        + row.getLong(2)
        + " says, which was written with it";
  }
}
