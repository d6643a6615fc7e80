package io.nightjar.incident;

import io.nightjar.detect.Detection;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the detections of one transaction into incidents: into the open one of the workload that had
 * an event lately, or into a new one. Each incident is written once a transaction, so a storm on
 * one workload costs little.
 */
public final class Grouping {

  /** After so long without an event the next one is another incident. */
  public static final Duration QUIET = Duration.ofHours(1);

  private final Map<String, Incident> bySubject = new HashMap<>();
  private final Transaction transaction;
  private final IncidentMemo memo;

  /**
   * @param memo of all transactions on this thread
   */
  public Grouping(Transaction transaction, IncidentMemo memo) {
    this.transaction = transaction;
    this.memo = memo;
  }

  /** Counts it and returns the id of its incident. */
  public String place(Detection detection) throws SQLException {
    Subject subject = Subject.of(detection);
    Incident known = bySubject.get(subject.key());
    if (known == null) {
      Optional<Incident> stored =
          IncidentTable.current(transaction.connection(), subject.key(), memo);
      known = stored.orElse(null);
    }
    if (known == null || known.lastAt().plus(QUIET).isBefore(detection.time())) {
      if (known != null) {
        save(List.of(known));
      }
      known = Incident.open(subject, detection);
    }
    Incident more = known.plus(detection);
    bySubject.put(subject.key(), more);
    return more.id();
  }

  /** Writes what was counted. */
  public void save() throws SQLException {
    save(List.copyOf(bySubject.values()));
  }

  private void save(List<Incident> incidents) throws SQLException {
    if (incidents.isEmpty()) {
      return;
    }
    List<String> written = IncidentTable.save(transaction, incidents);
    for (int i = 0; i < written.size(); i++) {
      memo.wrote(incidents.get(i), written.get(i));
    }
  }

  /** Puts a response into the incidents of the detections that asked for it. */
  public static void attach(Transaction transaction, String responseId, List<String> detectionIds)
      throws SQLException {
    IncidentTable.attach(transaction, responseId, detectionIds);
  }
}
