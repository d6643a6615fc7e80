package io.nightjar.http;

import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import java.util.List;

/**
 * What a verification of the audit log found, as it is sent.
 *
 * @param checkpoint the note of the last checkpoint, or empty
 * @param problems one plain sentence each; empty when the log is intact
 */
public record Verification(
    boolean intact, long leaves, long checkpoints, String checkpoint, List<String> problems) {

  public static Verification of(AuditReport report) {
    Checkpoint last = report.last();
    return new Verification(
        report.intact(),
        report.leaves(),
        report.checkpoints(),
        last == null ? "" : last.note(),
        report.problems().stream().map(AuditReport.Problem::describe).toList());
  }
}
