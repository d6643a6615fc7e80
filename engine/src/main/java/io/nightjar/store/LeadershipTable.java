package io.nightjar.store;

import io.nightjar.audit.AuditDraft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The row that says which engine leads. */
final class LeadershipTable {

  private LeadershipTable() {}

  /** The newest term; none where no engine led yet, or the schema is an older one. */
  static Leadership.Term read(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT epoch, engine, since_millis FROM leadership WHERE id = 1");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? new Leadership.Term(
              row.getLong(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3)))
          : Leadership.Term.NONE;
    }
  }

  /** The same on a server whose schema may not be there yet. */
  static Leadership.Term readIfThere(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT to_regclass('leadership') IS NOT NULL")) {
      if (!row.next() || !row.getBoolean(1)) {
        return Leadership.Term.NONE;
      }
    }
    return read(connection);
  }

  /**
   * Begins the next term.
   *
   * @param why another engine led no longer; null where it is no leaf of the audit log
   */
  static Leadership.Term begin(
      Transaction transaction, String engine, Instant now, @Nullable String why)
      throws SQLException {
    Leadership.Term former = read(transaction.connection());
    Leadership.Term next = new Leadership.Term(former.epoch() + 1, engine, now);
    try (PreparedStatement update =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO leadership(id, epoch, engine, since_millis) VALUES (1, ?, ?, ?)"
                    + " ON CONFLICT(id) DO UPDATE SET epoch = excluded.epoch,"
                    + " engine = excluded.engine, since_millis = excluded.since_millis")) {
      update.setLong(1, next.epoch());
      update.setString(2, engine);
      update.setLong(3, now.toEpochMilli());
      update.executeUpdate();
    }
    if (why != null) {
      transaction.record(
          AuditDraft.of(now, "leader.taken-over", null, AuditDraft.NIGHTJAR)
              .with("epoch", next.epoch())
              .with("from", former.engine())
              .with("to", engine)
              .with("why", why));
    }
    return next;
  }
}
