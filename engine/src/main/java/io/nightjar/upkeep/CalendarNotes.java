package io.nightjar.upkeep;

import io.nightjar.audit.AuditDraft;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.store.Database;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Which beginning of each calendar playbooks were told last, so that a restart neither tells it
 * again nor takes it for slept over.
 */
public final class CalendarNotes {

  private static final String TASK = "calendar.";

  private CalendarNotes() {}

  /** Durable when it returns, with a leaf in the audit log. */
  public static void note(Database database, CalendarOpened opening) {
    AuditDraft leaf =
        AuditDraft.of(opening.time(), "calendar.opened", null, "engine")
            .with("calendar", opening.calendar())
            .with("opened", opening.opened().toString())
            .with("lateSeconds", Long.toString(opening.getLateSeconds()));
    database.write(
        transaction -> {
          UpkeepTable.put(
              transaction,
              TASK + opening.calendar(),
              opening.time(),
              opening.opened(),
              Json.write(opening));
          return transaction.record(leaf);
        });
  }

  /** The last one of each calendar. */
  public static List<CalendarOpened> all(Reads reads) {
    return reads.read(
        connection -> {
          List<CalendarOpened> all = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement("SELECT json FROM upkeep WHERE task LIKE ?")) {
            select.setString(1, TASK + "%");
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                all.add(Json.read(rows.getString(1), CalendarOpened.class));
              }
            }
          }
          return all;
        });
  }
}
