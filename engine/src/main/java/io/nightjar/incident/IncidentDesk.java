package io.nightjar.incident;

import io.nightjar.audit.AuditDraft;
import io.nightjar.incident.Incident.Change;
import io.nightjar.incident.Incident.State;
import io.nightjar.store.Database;
import io.nightjar.store.Transaction;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where people say what becomes of an incident; durable when a method returns. */
public final class IncidentDesk {

  private final Database database;
  private final InstantSource clock;

  public IncidentDesk(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What became of a person's word. */
  public sealed interface Reply {
    record Done(Incident incident) implements Reply {}

    /** Nothing changed; why, in plain words. */
    record Refused(String why) implements Reply {}
  }

  /** Somebody looks at it. */
  public Reply acknowledge(String id, String who, String comment) {
    return change(id, who, comment, State.ACKNOWLEDGED, "acknowledged", List.of(State.OPEN));
  }

  /** It is over; the next detection on the workload opens another. */
  public Reply close(String id, String who, String comment) {
    return change(
        id, who, comment, State.CLOSED, "closed", List.of(State.OPEN, State.ACKNOWLEDGED));
  }

  /** It was not over. */
  public Reply reopen(String id, String who, String comment) {
    return change(id, who, comment, State.OPEN, "reopened", List.of(State.CLOSED));
  }

  private Reply change(
      String id, String who, String comment, State to, String word, List<State> from) {
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
          Incident changed = incident.changed(new Change(clock.instant(), who, to, comment));
          IncidentTable.save(transaction, changed);
          transaction.record(
              AuditDraft.of(clock.instant(), "incident." + word, null, "person:" + who)
                  .with("incident", id)
                  .with("comment", comment));
          return new Reply.Done(changed);
        });
  }

  private static @Nullable Incident find(Transaction transaction, String id) throws SQLException {
    return IncidentTable.matching(transaction.connection(), id).stream()
        .filter(incident -> incident.id().equals(id))
        .findFirst()
        .orElse(null);
  }
}
