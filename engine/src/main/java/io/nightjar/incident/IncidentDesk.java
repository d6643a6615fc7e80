package io.nightjar.incident;

import io.nightjar.audit.AuditDraft;
import io.nightjar.incident.Incident.Change;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where people say what becomes of an incident; durable when a method returns. */
public final class IncidentDesk {

  private final Database database;
  private final InstantSource clock;
  private final Consumer<Incident> changed;

  public IncidentDesk(Database database, InstantSource clock) {
    this(database, clock, incident -> {});
  }

  /**
   * @param changed hears of every change once it is durable
   */
  public IncidentDesk(Database database, InstantSource clock, Consumer<Incident> changed) {
    this.database = database;
    this.clock = clock;
    this.changed = changed;
  }

  /** What became of a person's word. */
  public sealed interface Reply {
    record Done(Incident incident) implements Reply {}

    /** Nothing changed; why, in plain words. */
    record Refused(String why) implements Reply {}
  }

  /** Somebody looks at it. */
  public Reply acknowledge(String id, String who, String comment) {
    return change(
        id, who, comment, IncidentState.ACKNOWLEDGED, "acknowledged", List.of(IncidentState.OPEN));
  }

  /** It is over; the next detection on the workload opens another. */
  public Reply close(String id, String who, String comment) {
    return change(
        id,
        who,
        comment,
        IncidentState.CLOSED,
        "closed",
        List.of(IncidentState.OPEN, IncidentState.ACKNOWLEDGED));
  }

  /** It was not over. */
  public Reply reopen(String id, String who, String comment) {
    return change(id, who, comment, IncidentState.OPEN, "reopened", List.of(IncidentState.CLOSED));
  }

  private Reply change(
      String id,
      String who,
      String comment,
      IncidentState to,
      String word,
      List<IncidentState> from) {
    if (who.isBlank()) {
      return new Reply.Refused("an incident is " + word + " by somebody: give a name");
    }
    return database.write(
        transaction -> {
          Incident incident = find(transaction, id);
          if (incident == null) {
            return new Reply.Refused("there is no incident " + id);
          }
          if (!from.contains(incident.state())) {
            return new Reply.Refused(
                "incident " + id + " is " + incident.state().name().toLowerCase(Locale.ROOT));
          }
          Incident next = incident.changed(new Change(clock.instant(), who, to, comment));
          String unused = IncidentTable.save(transaction, next);
          transaction.record(
              AuditDraft.of(clock.instant(), "incident." + word, null, "person:" + who)
                  .with("incident", id)
                  .with("comment", comment));
          transaction.afterCommit(() -> changed.accept(next));
          return new Reply.Done(next);
        });
  }

  private static @Nullable Incident find(Transaction transaction, String id) throws SQLException {
    return IncidentTable.matching(transaction.connection(), id).stream()
        .filter(incident -> incident.id().equals(id))
        .findFirst()
        .orElse(null);
  }
}
