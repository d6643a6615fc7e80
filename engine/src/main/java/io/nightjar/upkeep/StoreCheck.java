package io.nightjar.upkeep;

import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditVerifier;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.store.Reads;
import io.nightjar.store.StoreForm;
import io.nightjar.upkeep.CheckReport.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a store is sound: the database in itself, what refers to what, and every row
 * against the audit log. Reads only, beside a running engine or without one; each look sees one
 * moment.
 */
public final class StoreCheck {

  private StoreCheck() {}

  /**
   * @param key of the audit log; null leaves signatures and rows unchecked, and says so
   * @param kept notes of checkpoints kept outside the database
   * @param segments where sealed leaves are
   */
  public static CheckReport of(
      Reads reads, @Nullable VerifierKey key, List<String> kept, SegmentFolder segments) {
    List<Finding> findings = new ArrayList<>();
    findings.add(reads.read(c -> oneMoment(c, StoreCheck::form)));
    if (!findings.getFirst().sound()) {
      return new CheckReport(findings); // nothing else can be relied on
    }
    findings.add(reads.read(c -> oneMoment(c, RowChecks::references)));
    findings.add(reads.read(c -> oneMoment(c, RowChecks::detections)));
    findings.add(reads.read(c -> oneMoment(c, RowChecks::responses)));
    findings.add(reads.read(c -> oneMoment(c, RowChecks::timers)));
    findings.add(reads.read(c -> oneMoment(c, RowChecks::incidents)));
    findings.add(
        key == null
            ? new Finding(
                "audit log", "not verified", List.of("there is no public key to verify it with"))
            : reads.read(connection -> audit(connection, key, kept, segments)));
    return new CheckReport(findings);
  }

  /** Part of the check. */
  @FunctionalInterface
  private interface Look {
    Finding at(Connection connection) throws SQLException;
  }

  private static Finding oneMoment(Connection connection, Look look) throws SQLException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      return look.at(connection);
    } finally {
      connection.rollback();
      connection.setAutoCommit(before);
    }
  }

  private static Finding form(Connection connection) throws SQLException {
    String told =
        StoreForm.isSqlite(connection)
            ? "SQLite: pages, indexes, references, schema"
            : "PostgreSQL: indexes, constraints, triggers; for its pages use pg_amcheck";
    return new Finding("database", told, StoreForm.problems(connection));
  }

  private static Finding audit(
      Connection connection, VerifierKey key, List<String> kept, SegmentFolder segments)
      throws SQLException {
    AuditReport report = AuditVerifier.verify(connection, key, kept, segments);
    return new Finding(
        "audit log",
        report.leaves()
            + " leaves, "
            + report.checkpoints()
            + " checkpoints, and the rows they are of",
        report.problems().stream().map(AuditReport.Problem::describe).toList());
  }
}
