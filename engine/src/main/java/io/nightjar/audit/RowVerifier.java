package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whether every accepted detection and every response is what the leaf says that it points at. */
final class RowVerifier {

  private RowVerifier() {}

  /** What is stored beside the log and vouched for by a leaf; columns id, leaf, json, state. */
  enum Kind {
    DETECTION("detection", "detections", "''"),
    RESPONSE("response", "responses", "r.state");

    private final String word;
    private final String table;
    private final String state;

    Kind(String word, String table, String state) {
      this.word = word;
      this.table = table;
      this.state = state;
    }

    private String columns() {
      return "SELECT r.id, r.leaf, r.json, " + state;
    }

    String online() {
      return columns()
          + ", l.leaf FROM "
          + table
          + " r LEFT JOIN audit_leaves l ON l.idx = r.leaf WHERE r.leaf >= ?";
    }

    String sealed() {
      return columns() + " FROM " + table + " r WHERE r.leaf < ? ORDER BY r.leaf";
    }

    boolean fits(@Nullable AuditRecord record, ResultSet row) throws SQLException {
      String id = row.getString(1);
      return record != null
          && hashes(record, row.getString(3))
          && switch (this) {
            case DETECTION -> record.fields().path("id").asText().equals(id);
            case RESPONSE ->
                id.equals(record.responseId())
                    && record.fields().path("state").asText().equals(row.getString(4));
          };
    }

    String notItsLeaf(ResultSet row) throws SQLException {
      return word
          + " "
          + row.getString(1)
          + " is not what leaf "
          + row.getLong(2)
          + " says, which was written with it";
    }
  }

  /**
   * @param sealed rows that point at a leaf before that are checked where the leaf is
   */
  static void check(Connection connection, long sealed, Findings findings) throws SQLException {
    for (Kind kind : Kind.values()) {
      try (PreparedStatement select = connection.prepareStatement(kind.online())) {
        select.setLong(1, sealed);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            if (!kind.fits(AuditRecord.parseOrNull(rows.getBytes(5)), rows)) {
              findings.general(kind.notItsLeaf(rows));
            }
          }
        }
      }
    }
  }

  private static boolean hashes(AuditRecord record, String json) {
    String hash = Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex();
    return record.fields().path("sha256").asText().equals(hash);
  }
}
