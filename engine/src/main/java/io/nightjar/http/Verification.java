package io.nightjar.http;

import io.nightjar.audit.AuditReport;
import io.nightjar.audit.Checkpoint;
import java.util.List;

/**
 * What a verification of the audit log found, as it is sent.
 *
 * @param checkpoint the note of the last checkpoint, or empty
 * @param problems one plain sentence each; empty when the log is intact
 * @param segments how many segments were sealed
 * @param keys names of the keys that signed, the first one first
 * @param notRead what could not be looked at, one plain sentence each
 */
public record Verification(
    boolean intact,
    long leaves,
    long checkpoints,
    String checkpoint,
    List<String> problems,
    int segments,
    List<String> keys,
    List<String> notRead) {

  public Verification {
    problems = List.copyOf(problems);
    keys = List.copyOf(keys);
    notRead = List.copyOf(notRead);
  }

  public static Verification of(AuditReport report) {
    Checkpoint last = report.last();
    return new Verification(
        report.intact(),
        report.leaves(),
        report.checkpoints(),
        last == null ? "" : last.note(),
        report.problems().stream().map(AuditReport.Problem::describe).toList(),
        report.segments(),
        report.keys().stream().map(link -> link.key().label()).toList(),
        report.notRead());
  }
}
