package io.nightjar.upkeep;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.audit.AuditDraft;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import io.nightjar.upkeep.Expendable.Look;
import io.nightjar.upkeep.Expendable.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Removes what is over and old, in small transactions between which everything else goes on. What
 * still waits, can be undone, or belongs to an incident that is not closed stays, however old. The
 * audit log is not touched; each sweep that removes something is two leaves of it.
 */
public final class Retention {

  private static final int BATCH = 200;
  private static final Row FIRST = new Row("", Long.MIN_VALUE, 0);

  private final Database database;
  private final Expendable expendable;
  private final InstantSource clock;

  public Retention(Database database, Map<String, ActionDescriptor> actions, InstantSource clock) {
    this.database = database;
    this.expendable = new Expendable(actions);
    this.clock = clock;
  }

  /** Removes everything that may go now. */
  public Swept sweep(RetentionSettings settings) {
    Sweep sweep = new Sweep(settings, clock.instant());
    sweep.run();
    return sweep.removed;
  }

  /** Where one batch is looked for. */
  @FunctionalInterface
  private interface Finder {
    List<Row> after(Connection connection, Row last) throws SQLException;
  }

  /** Removes one row, if it may still go. */
  @FunctionalInterface
  private interface Remover {
    int remove(Transaction transaction, Row row) throws SQLException;
  }

  private final class Sweep {
    private final RetentionSettings settings;
    private final Instant now;
    private boolean told;
    private Swept removed = Swept.NOTHING;

    Sweep(RetentionSettings settings, Instant now) {
      this.settings = settings;
      this.now = now;
    }

    void run() {
      Instant responses = now.minus(settings.responses());
      Row last = FIRST;
      for (boolean more = true; more; ) {
        Row from = last;
        Look look = database.read(c -> expendable.responses(c, responses, from, BATCH));
        removed = removed.plus(new Swept(0, remove(look.rows(), this::removeResponse), 0, 0));
        last = look.last();
        more = look.more();
      }
      Instant detections = now.minus(settings.detections());
      all(
          (c, from) -> Expendable.detections(c, detections, from, BATCH),
          this::removeDetection,
          count -> new Swept(count, 0, 0, 0));
      Instant incidents = now.minus(settings.incidents());
      all(
          (c, from) -> Expendable.incidents(c, incidents, from, BATCH),
          this::removeIncident,
          count -> new Swept(0, 0, count, 0));
      Instant acts = now.minus(settings.acts());
      all(
          (c, from) -> Expendable.acts(c, acts, from, BATCH),
          this::removeAct,
          count -> new Swept(0, 0, 0, count));
      database.write(this::finish);
    }

    private void all(Finder finder, Remover remover, LongFunction<Swept> counted) {
      Row last = FIRST;
      while (true) {
        Row from = last;
        List<Row> rows = database.read(connection -> finder.after(connection, from));
        if (rows.isEmpty()) {
          return;
        }
        removed = removed.plus(counted.apply(remove(rows, remover)));
        last = rows.getLast();
      }
    }

    private long remove(List<Row> rows, Remover remover) {
      if (rows.isEmpty()) {
        return 0;
      }
      long count =
          database.write(
              transaction -> {
                begin(transaction);
                long sum = 0;
                for (Row row : rows) {
                  sum += remover.remove(transaction, row);
                }
                return sum;
              });
      told = true;
      return count;
    }

    /** Said before anything is gone, so that a sweep that is cut off explains itself. */
    private void begin(Transaction transaction) throws SQLException {
      if (!told) {
        transaction.record(
            AuditDraft.of(now, "retention.began", null, AuditDraft.NIGHTJAR)
                .with("detectionsBefore", now.minus(settings.detections()).toString())
                .with("responsesBefore", now.minus(settings.responses()).toString())
                .with("incidentsBefore", now.minus(settings.incidents()).toString())
                .with("actsBefore", now.minus(settings.acts()).toString()));
      }
    }

    private boolean finish(Transaction transaction) throws SQLException {
      if (told) {
        transaction.record(
            AuditDraft.of(clock.instant(), "retention.swept", null, AuditDraft.NIGHTJAR)
                .with("detections", removed.detections())
                .with("responses", removed.responses())
                .with("incidents", removed.incidents())
                .with("acts", removed.acts()));
      }
      UpkeepTable.done(transaction, removed, now, now.plus(settings.every()));
      return true;
    }

    private int removeResponse(Transaction transaction, Row row) throws SQLException {
      String which = "FROM responses r WHERE r.id = ? AND r.leaf = ? AND " + Expendable.RESPONSE;
      try (PreparedStatement select =
          transaction.connection().prepareStatement("SELECT 1 " + which)) {
        select.setString(1, row.id());
        select.setLong(2, row.leaf());
        try (ResultSet still = select.executeQuery()) {
          if (!still.next()) {
            return 0;
          }
        }
      }
      for (String belonging : List.of("timers", "joined_requests", "acts", "incident_responses")) {
        delete(transaction, "DELETE FROM " + belonging + " WHERE response_id = ?", row.id());
      }
      return delete(transaction, "DELETE FROM responses WHERE id = ?", row.id());
    }

    private int removeDetection(Transaction transaction, Row row) throws SQLException {
      return delete(
          transaction,
          "DELETE FROM detections AS d WHERE d.id = ? AND " + Expendable.DETECTION,
          row.id());
    }

    private int removeIncident(Transaction transaction, Row row) throws SQLException {
      return delete(
          transaction,
          "DELETE FROM incidents AS i WHERE i.id = ? AND " + Expendable.INCIDENT,
          row.id());
    }

    private int removeAct(Transaction transaction, Row row) throws SQLException {
      return delete(transaction, "DELETE FROM acts WHERE response_id = ?", row.id());
    }

    private int delete(Transaction transaction, String sql, String id) throws SQLException {
      try (PreparedStatement delete = transaction.connection().prepareStatement(sql)) {
        delete.setString(1, id);
        return delete.executeUpdate();
      }
    }
  }
}
